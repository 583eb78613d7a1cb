// A large file over any line: sent in slices, taken up again where the server says it stands.
// <form data-upload data-upload-url="..."> with a file input and a .upload-state; without script it is a plain form.
import { sessionEnded } from './dialogs.js';
import { make, on, token } from './page.js';

const SLICE = 512 * 1024;
const LONGEST_WAIT = 30_000;
const MEGABYTE = 1024 * 1024;

on('submit', 'form[data-upload]', (form, event) => {
  const file = form.querySelector('input[type=file]').files[0];
  if (!file) return;
  event.preventDefault();
  if (!form.hasAttribute('aria-busy')) send(form, file);
});

on('change', 'form[data-upload] input[type=file]', (input) => {
  if (input.files.length && input.form.matches('[data-upload-at-once]')) input.form.requestSubmit();
});

for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  on(type, '.drop', (place, event) => {
    event.preventDefault();
    place.classList.toggle('drop-over', type === 'dragenter' || type === 'dragover');
    if (type === 'drop' && event.dataTransfer.files.length) take(place, event.dataTransfer.files);
  });
}

function take(place, files) {
  const input = place.querySelector('input[type=file]');
  input.files = files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

async function send(form, file) {
  const shown = progressIn(form, file);
  form.setAttribute('aria-busy', 'true');
  try {
    const begun = await ask(form.dataset.uploadUrl, 'POST', JSON.stringify({ ...fieldsOf(form), name: file.name, size: file.size }), { 'Content-Type': 'application/json' });
    await slices(file, begun, shown);
    window.location.assign(begun.finish_url);
  } catch (error) {
    shown.failed(error.message);
    form.removeAttribute('aria-busy');
  }
}

async function slices(file, { chunk_url: address, received = 0 }, shown) {
  while (received < file.size) {
    const body = file.slice(received, received + SLICE);
    const answer = await ask(address, 'PUT', body, { 'Content-Type': 'application/octet-stream', 'X-Offset': String(received) }, shown);
    received = answer.received;
    shown.at(received);
  }
}

// Asks until there is an answer. No line, a busy server and an ended session are waited out; a refusal is final.
async function ask(address, method, body, headers, shown) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    const answer = await fetch(address, { method, body, headers: { Accept: 'application/json', 'X-CSRFToken': token(), ...headers } }).catch(() => null);
    if (answer?.ok || answer?.status === 409) return answer.json();
    if (answer?.status === 401) sessionEnded();
    else if (answer && answer.status < 500 && answer.status !== 429) throw new Error(await refusal(answer));
    shown?.waiting(wait);
    await new Promise((done) => setTimeout(done, wait));
  }
}

async function refusal(answer) {
  const plain = 'The file was not accepted. Nothing was imported; reload the page and try again.';
  return answer.json().then((said) => said.error ?? plain, () => plain);
}

function fieldsOf(form) {
  return Object.fromEntries([...new FormData(form)].filter(([name, value]) => typeof value === 'string' && name !== 'csrfmiddlewaretoken'));
}

function progressIn(form, file) {
  const place = form.querySelector('.upload-state') ?? form.appendChild(make('div', { class: 'upload-state' }));
  const bar = make('progress', { max: file.size, value: 0, 'aria-label': `Sending ${file.name}` });
  const word = make('p', { role: 'status' }, `Sending ${file.name} …`);
  place.replaceChildren(bar, word);
  return {
    at(received) {
      bar.value = received;
      word.textContent = `${megabytes(received)} of ${megabytes(file.size)} MB sent. You can leave this page open and do other work in another tab.`;
    },
    waiting(milliseconds) {
      const seconds = Math.round(milliseconds / 1000);
      word.textContent = `Waiting for an answer; trying again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}. What was sent is kept.`;
    },
    failed(sentence) {
      place.replaceChildren(make('div', { class: 'alert alert-danger', role: 'alert' }, sentence));
    },
  };
}

function megabytes(bytes) {
  return (bytes / MEGABYTE).toFixed(1);
}
