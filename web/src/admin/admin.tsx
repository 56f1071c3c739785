// placeholder for order of work
export function Admin({ tab }: { tab: string }) {
  return <div class="view">{tab}</div>;
}
