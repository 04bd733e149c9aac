//! The program's icon with a dot for how schedules stand.

use tauri::image::Image;

use super::Standing;

/// What the dot says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// No dot.
    None,
    Running,
    Paused,
    Failed,
}

impl Mark {
    pub(super) fn of(standing: Standing) -> Self {
        match standing {
            Standing { failed: 1.., .. } => Self::Failed,
            Standing { running: 1.., .. } => Self::Running,
            Standing { paused: true, .. } => Self::Paused,
            _ => Self::None,
        }
    }

    fn colour(self) -> Option<[u8; 4]> {
        match self {
            Self::None => None,
            Self::Running => Some([0x2e, 0xa0, 0x43, 0xff]),
            Self::Paused => Some([0x8b, 0x94, 0x9e, 0xff]),
            Self::Failed => Some([0xda, 0x36, 0x33, 0xff]),
        }
    }
}

/// The icon with a dot in its lower right quarter, and a clear ring around it that keeps them apart.
pub(super) fn marked(plain: &Image<'_>, mark: Mark) -> Image<'static> {
    let (width, height) = (plain.width(), plain.height());
    let mut rgba = plain.rgba().to_vec();
    if let Some(colour) = mark.colour() {
        let (dot, ring) = (width / 4, width / 4 + width / 16);
        let centre = (width - dot, height.saturating_sub(dot));
        for (place, pixel) in rgba.chunks_exact_mut(4).enumerate() {
            let (x, y) = (place as u32 % width, place as u32 / width);
            let distance = x.abs_diff(centre.0).pow(2) + y.abs_diff(centre.1).pow(2);
            if distance <= dot.pow(2) {
                pixel.copy_from_slice(&colour);
            } else if distance <= ring.pow(2) {
                pixel[3] = 0;
            }
        }
    }
    Image::new_owned(rgba, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_shown_before_what_runs() {
        let standing = Standing { enabled: 3, running: 1, failed: 1, paused: true };
        assert_eq!(Mark::of(standing), Mark::Failed);
        assert_eq!(Mark::of(Standing { failed: 0, ..standing }), Mark::Running);
        assert_eq!(Mark::of(Standing { failed: 0, running: 0, ..standing }), Mark::Paused);
        assert_eq!(Mark::of(Standing { enabled: 3, ..Standing::default() }), Mark::None);
    }

    #[test]
    fn the_dot_leaves_the_rest_of_the_icon_as_it_is() {
        let plain = Image::new_owned(vec![7; 32 * 32 * 4], 32, 32);
        let marked = marked(&plain, Mark::Failed);
        let pixel = |x: usize, y: usize| &marked.rgba()[(y * 32 + x) * 4..][..4];
        assert_eq!(pixel(0, 0), [7; 4]);
        assert_eq!(pixel(24, 24), [0xda, 0x36, 0x33, 0xff]);
        assert_eq!(pixel(15, 24), [7, 7, 7, 0], "the ring is clear");
        assert_eq!(pixel(10, 24), [7; 4]);
    }
}
