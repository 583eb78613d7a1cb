// A page that is looked at brings itself up to date. Where somebody is at work in it, the change is offered instead.

document.addEventListener('htmx:configRequest', (event) => {
  const { elt, parameters } = event.detail;
  if (!elt.matches('[data-live]')) return;
  const offered = elt.childElementCount > 0;
  if (document.hidden || (isBusy() && offered)) event.preventDefault();
  else if (isBusy()) parameters.busy = '1';
});

function isBusy() {
  const page = document.querySelector('main');
  const at = document.activeElement;
  return (at !== page && page.contains(at)) || document.querySelector('dialog[open]') !== null || !getSelection().isCollapsed;
}
