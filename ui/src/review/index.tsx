/** The review page. Its filter comes from the route. */
export function ReviewPage() {
  return <main aria-label="Review" />;
}
