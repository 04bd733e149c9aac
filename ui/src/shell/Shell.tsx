import { useEffect, useState } from "react";
import { ComparePage } from "../compare/ComparePage";
import { ExportsPage } from "../exports/ExportsPage";
import { FilesDropped } from "../import/FilesDropped";
import { focusQueryBar } from "../query-bar-focus";
import { ReplayPage } from "../replay/ReplayPage";
import { ReviewPage } from "../review";
import { navigatePage, routeNow, useRoute, type Route } from "../router";
import { SamplesPage } from "../samples/SamplesPage";
import { SettingsPage } from "../settings/SettingsPage";
import { hasModifier, isTyping } from "../shortcuts";
import { SourcesPage } from "../sources/SourcesPage";
import { platform } from "../platform";
import { UsagePage } from "../usage/UsagePage";
import { useLinks } from "./links";
import { CheatSheet } from "./CheatSheet";
import { ClosingQuestion } from "./ClosingQuestion";
import { Header } from "./Header";
import { Palette } from "./Palette";
import { PAGES, Rail } from "./Rail";
import "./shell.css";

/** The frame around every page: rail, header, page, keys. */
export function Shell() {
  const route = useRoute();
  const [sheet, setSheet] = useState(false);
  const [palette, setPalette] = useState(false);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (hasModifier(event) && event.key.toLowerCase() === "l") {
        event.preventDefault();
        focusQueryBar(routeNow().page);
        return;
      }
      if (hasModifier(event) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPalette(true);
        return;
      }
      const page = hasModifier(event) ? PAGES[Number(event.key) - 1] : undefined;
      if (page) {
        event.preventDefault();
        navigatePage(page.id);
      } else if (event.key === "?" && !isTyping(event.target)) {
        event.preventDefault();
        setSheet(true);
      }
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);

  useLinks();

  return (
    <div className="shell">
      <Rail
        page={route.page === "compare" || route.page === "replay" ? "review" : route.page}
        onHelp={() => setSheet(true)}
      />
      <div className="shell-main">
        <Header />
        <div className="shell-page">
          <CurrentPage route={route} />
        </div>
      </div>
      <FilesDropped />
      {platform.program && <ClosingQuestion host={platform.program} />}
      {palette && (
        <Palette
          onClose={() => setPalette(false)}
          onHelp={() => {
            setPalette(false);
            setSheet(true);
          }}
        />
      )}
      <CheatSheet isOpen={sheet} onClose={() => setSheet(false)} />
    </div>
  );
}

function CurrentPage({ route }: { route: Route }) {
  switch (route.page) {
    case "review":
      return <ReviewPage />;
    case "usage":
      return <UsagePage filter={route.filter} against={route.against} />;
    case "sources":
      return <SourcesPage selected={route.source} tab={route.tab} dialog={route.dialog} />;
    case "exports":
      return <ExportsPage route={route} />;
    case "compare":
      return <ComparePage route={route} />;
    case "replay":
      return <ReplayPage key={`${route.by} ${route.value} ${route.session}`} route={route} />;
    case "samples":
      return <SamplesPage selected={route.sample} />;
    case "settings":
      return <SettingsPage />;
  }
}
