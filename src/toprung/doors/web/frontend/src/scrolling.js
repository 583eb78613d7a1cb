// A box that scrolls can be reached by keyboard, so that arrow keys scroll it; one that does not is no stop.
import { onContent, within } from './page.js';

const SCROLLS = '.table-scroll, pre.query';
const watcher = new ResizeObserver((seen) => seen.forEach(({ target }) => mark(target)));

onContent((root) => within(root, SCROLLS).forEach((box) => watcher.observe(box)));

function mark(box) {
  if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  else box.removeAttribute('tabindex');
}
