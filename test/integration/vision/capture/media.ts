import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

/** Size and rate of every moving picture made here. */
export const width = 320;
export const height = 240;
export const fps = 25;

/** Left half red, right half blue, and a counter that moves in the top left corner. */
const moving = (w: number, h: number) =>
  `testsrc2=s=64x64:r=${fps}[t];color=red:s=${w / 2}x${h}:r=${fps}[a];color=blue:s=${w / 2}x${h}:r=${fps}[b];[a][b]hstack[c];[c][t]overlay=0:0`;
const unchanging = `color=red:s=${width}x${height}:r=${fps}`;

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'ostiary-camera-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const made = temporaryFolder();
process.on('exit', made.remove);

/** Makes what `args` describe once in this process, then copies it: starting ffmpeg takes a third of a second. */
function make(args: readonly string[], file: string): void {
  const name = createHash('sha256').update(args.join('\0')).digest('hex').slice(0, 16);
  const original = join(made.path, `${name}${extname(file)}`);
  if (!existsSync(original)) ffmpeg(...args, original);
  copyFileSync(original, file);
}

function ffmpeg(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ffmpeg ${args.join(' ')}: ${stderr}`);
}

/** A video of `seconds`; the format follows the name: `.avi` and `.mjpeg` hold JPEGs, `.mkv` MPEG-4. */
export function makeVideo(file: string, seconds: number, size: readonly [number, number] = [width, height]): void {
  const codec = file.endsWith('.mkv') ? 'mpeg4' : 'mjpeg';
  make(['-f', 'lavfi', '-i', moving(...size), '-t', String(seconds), '-c:v', codec, '-q:v', '3'], file);
}

/** A video whose every frame is the same. */
export function makeFrozenVideo(file: string, seconds: number): void {
  make(['-f', 'lavfi', '-i', unchanging, '-t', String(seconds), '-c:v', 'mjpeg', '-q:v', '3'], file);
}

/** `count` pictures `1.<type>`, `2.<type>`, … in a folder. */
export function makePictures(folder: string, count: number, type: 'jpg' | 'png' = 'jpg'): void {
  mkdirSync(folder, { recursive: true });
  ffmpeg(
    '-f',
    'lavfi',
    '-i',
    moving(width, height),
    '-frames:v',
    String(count),
    '-q:v',
    '3',
    join(folder, `%d.${type}`),
  );
}

/** A shell command that plays `file` at its own rate, for ever, as raw frames or JPEGs on standard output. */
export function playing(file: string, format: 'i420' | 'bgr' | 'mjpeg', frozen = false): string {
  const output = { i420: '-f rawvideo -pix_fmt yuv420p', bgr: '-f rawvideo -pix_fmt bgr24', mjpeg: '-f mjpeg -q:v 3' }[
    format
  ];
  const input = frozen ? `-re -f lavfi -i "${unchanging}"` : `-re -stream_loop -1 -i "${file}"`;
  return `exec ffmpeg -v error ${input} ${output} -`;
}
