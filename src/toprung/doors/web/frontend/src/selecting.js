// Rows picked for a change of many: a box for all, a bar that says how many.
// <form data-selecting> holds inputs [data-select], one [data-select-all], and a [data-selected] bar with [data-count].
import { on, onContent, within } from './page.js';

on('change', '[data-selecting] [data-select-all]', (box) => {
  for (const one of boxes(box.closest('[data-selecting]'))) one.checked = box.checked;
});
on('change', '[data-selecting]', count);
on('click', '[data-select-none]', (button) => {
  const place = button.closest('[data-selecting]');
  for (const one of boxes(place)) one.checked = false;
  count(place);
});

// Shift and a click select all rows between.
let last = null;
on('click', '[data-selecting] input[data-select]', (box, event) => {
  const place = box.closest('[data-selecting]');
  const all = boxes(place);
  if (event.shiftKey && last?.isConnected) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    if (from >= 0) all.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
    count(place);
  }
  last = box;
});

onContent((root) => {
  within(root, '[data-selecting]').forEach(count);
  const around = root.closest?.('[data-selecting]');
  if (around) count(around);
});

function boxes(place) {
  return [...place.querySelectorAll('input[data-select]')];
}

function count(place) {
  const all = boxes(place);
  const picked = all.filter((box) => box.checked).length;
  const every = place.querySelector('[data-select-all]');
  if (every) {
    every.checked = picked > 0 && picked === all.length;
    every.indeterminate = picked > 0 && picked < all.length;
  }
  for (const bar of place.querySelectorAll('[data-selected]')) bar.hidden = picked === 0;
  for (const word of place.querySelectorAll('[data-count]')) word.textContent = picked === 1 ? '1 selected' : `${picked} selected`;
}
