// Builds ../static/toprung: one style sheet, one script, one for charts, one sprite of icons, the mark.
import { mkdirSync, readFileSync, readdirSync, watch, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import * as sass from 'sass';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '..', 'static', 'toprung');
const OWN = { ladder: 'src/icons/ladder.svg' };

async function scripts() {
  const { metafile } = await build({
    entryPoints: { toprung: join(here, 'src/main.js'), charts: join(here, 'src/charts.js') },
    outdir: out,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(out, 'licences.txt'), licences(packagesIn(metafile)));
}

function packagesIn(metafile) {
  const named = Object.keys(metafile.inputs).map((path) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  return [...new Set([...named, '@tabler/core', '@tabler/icons'])].filter(Boolean).sort();
}

// Whose work is in the bundle, and under which terms: the terms ask that it be said.
function licences(packages) {
  return packages.map((name) => {
    const folder = join(here, 'node_modules', name);
    const { version, license, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `${license}${homepage ? `, ${homepage}` : ''}`;
    return `${name} ${version}\n\n${text}\n`;
  }).join(`\n${'-'.repeat(72)}\n\n`);
}

function styles() {
  const { css } = sass.compile(join(here, 'src/styles/toprung.scss'), { loadPaths: [join(here, 'node_modules')], style: 'compressed', quietDeps: true });
  writeFileSync(join(out, 'toprung.css'), css);
}

function sprite() {
  const names = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').filter(Boolean);
  const symbols = names.map((name) => {
    const file = OWN[name] ? join(here, OWN[name]) : join(here, 'node_modules/@tabler/icons/icons/outline', `${name}.svg`);
    const inside = readFileSync(file, 'utf8').replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '').replace(/\s*\n\s*/g, '');
    return `<symbol id="${name}" viewBox="0 0 24 24">${inside}</symbol>`;
  });
  writeFileSync(join(out, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`);
  writeFileSync(join(out, 'mark.svg'), readFileSync(join(here, 'src/icons/mark.svg')));
}

async function all() {
  mkdirSync(out, { recursive: true });
  styles();
  sprite();
  await scripts();
}

function sizes() {
  for (const name of ['toprung.css', 'toprung.js', 'charts.js', 'icons.svg']) {
    const bytes = readFileSync(join(out, name));
    console.log(`${name.padEnd(12)} ${String(Math.round(bytes.length / 1024)).padStart(5)} KB, ${Math.round(gzipSync(bytes, { level: 9 }).length / 1024)} KB over the line`);
  }
}

await all();
sizes();
if (process.argv.includes('--watch')) {
  console.log('Watching src/ and icons.txt ...');
  for (const path of ['src', 'icons.txt']) watch(join(here, path), { recursive: true }, () => all().catch((error) => console.error(error.message)));
}
