// A button with data-copy="#id" copies that element's text.
import { on } from './page.js';
import { toast } from './toasts.js';

on('click', '[data-copy]', async (button) => {
  const from = document.querySelector(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(from.value ?? from.textContent);
    toast('Copied.');
  } catch {
    // Browsers without a secure address give no clipboard: select it, so that one key copies it.
    window.getSelection().selectAllChildren(from);
    toast('Your browser does not let pages copy here: it is selected, press Ctrl C.', 'info');
  }
});
