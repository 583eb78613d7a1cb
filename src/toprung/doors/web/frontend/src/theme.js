// Light, dark, or as the reader's system says. The choice is a cookie, so that the server writes it into the page and
// nothing flashes.
import { cookie, on, onContent, within } from './page.js';

const A_YEAR = 365 * 24 * 3600;

on('click', '[data-theme-choice]', (button) => {
  const choice = button.dataset.themeChoice;
  document.cookie = `theme=${choice}; path=/; max-age=${A_YEAR}; samesite=lax`;
  if (choice === 'auto') delete document.documentElement.dataset.bsTheme;
  else document.documentElement.dataset.bsTheme = choice;
  show(document.body);
  document.dispatchEvent(new Event('themechange'));
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new Event('themechange')));
onContent(show);

function show(root) {
  const choice = cookie('theme') || 'auto';
  for (const button of within(root, '[data-theme-choice]')) button.setAttribute('aria-pressed', String(button.dataset.themeChoice === choice));
}
