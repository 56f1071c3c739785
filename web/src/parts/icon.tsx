// Line icons, drawn on a grid of 24. They say nothing to screen readers: the button beside them does.
const paths = {
  plus: 'M12 5v14M5 12h14',
  send: 'M5 12h13M12 5l7 7-7 7',
  stop: 'M7 7h10v10H7z',
  retry: 'M4 12a8 8 0 1 1 2.600 5.900M4 19v-5h5',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  check: 'M5 13l4 4L19 7',
  up: 'M7 11v9H4v-9zM7 11l4-8c1.700 0 2.500 1 2.500 2.500L13 9h5.500a2 2 0 0 1 2 2.400l-1.300 7a2 2 0 0 1-2 1.600H7',
  down: 'M17 13V4h3v9zM17 13l-4 8c-1.700 0-2.500-1-2.500-2.500L11 15H5.500a2 2 0 0 1-2-2.400l1.300-7a2 2 0 0 1 2-1.600H17',
  filter: 'M4 6h16M7 12h10M10 18h4',
  close: 'M6 6l12 12M18 6L6 18',
  menu: 'M4 7h16M4 12h16M4 17h16',
  chat: 'M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-7l-4.500 3.500V16H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z',
  book: 'M4 5c3-1 5.500-.6 8 1v13c-2.500-1.600-5-2-8-1zM20 5c-3-1-5.500-.6-8 1v13c2.500-1.600 5-2 8-1z',
  folder: 'M4 6h5l2 2h9v10H4z',
  chart: 'M5 19V11M10 19V5M15 19v-6M20 19V8',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4.500 4.500',
  page: 'M6 3h8l4 4v14H6zM14 3v4h4',
  plus_zoom: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4.500 4.500M8 11h6M11 8v6',
  minus_zoom: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4.500 4.500M8 11h6',
  previous: 'M6 15l6-6 6 6',
  next: 'M6 9l6 6 6-6',
  download: 'M12 4v11M7 10l5 5 5-5M5 20h14',
  trash: 'M5 7h14M10 4h4M7 7l1 13h8l1-13',
  edit: 'M5 19l1-4L16 5l3 3L9 18z',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.400 1.400M17.600 17.600L19 19M5 19l1.400-1.400M17.600 6.400L19 5',
  moon: 'M19 14.500A7.500 7.500 0 1 1 9.500 5a6 6 0 0 0 9.500 9.500z',
  screen: 'M4 5h16v11H4zM9 20h6M12 16v4',
  user: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500',
  leave: 'M14 4H5v16h9M10 12h10M17 9l3 3-3 3',
  warning: 'M12 4l9 16H3zM12 10v4M12 17v.5',
  offline: 'M3 3l18 18M5 12a10 10 0 0 1 4-2.500M2 8.500A15 15 0 0 1 7 5.600M12 5c4 0 7.500 1.300 10 3.500M19 12a10 10 0 0 0-4-2.400M9 16a4.500 4.500 0 0 1 6 0M12 19.500v.5',
  share: 'M12 15V4M8 8l4-4 4 4M5 12v8h14v-8',
  star: 'M12 4l2.500 5.200 5.500.8-4 4 1 5.700-5-2.700-5 2.700 1-5.700-4-4 5.500-.8z',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
