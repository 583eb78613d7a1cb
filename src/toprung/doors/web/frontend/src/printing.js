// A button with data-print prints the page; what is folded away is opened for it, since paper unfolds nothing.
import { on } from './page.js';

on('click', '[data-print]', () => window.print());

window.addEventListener('beforeprint', () => {
  for (const folded of document.querySelectorAll('main details:not([open])')) {
    folded.open = true;
    folded.dataset.printing = '';
  }
});
window.addEventListener('afterprint', () => {
  for (const opened of document.querySelectorAll('[data-printing]')) {
    opened.open = false;
    delete opened.dataset.printing;
  }
});
