import { existsSync } from 'node:fs';
import koffi from 'koffi';
import { ModelError } from '../../base/errors.js';
import { type Claim, watchClaim } from './claimed-nodes.js';
import type { Delegate } from './model.js';
import type { Pointer } from './native.js';
import type { Runtime } from './runtime.js';

/** `libedgetpu.so.1` or a path, and which Edge TPU: `usb`, `usb:0`, `pci:0`; absent means the first one. */
export interface EdgeTpuSettings {
  readonly library: string;
  readonly device?: string;
}

/** A delegate in native memory. Must outlive its interpreter. */
export interface OpenDelegate {
  readonly name: Delegate;
  readonly handle: Pointer;
  claim(): Claim | undefined;
  /** Call once, after the interpreter is gone. */
  destroy(): void;
}

const qs8 = 1;
const qu8 = 2;

/**
 * @returns Undefined if the library has no XNNPACK or XNNPACK refuses.
 */
export function openXnnpack(
  { native, version }: Runtime,
  threads: number,
  name: 'xnnpack-qs8-qu8' | 'xnnpack-qs8',
): OpenDelegate | undefined {
  if (native.xnnpackCreate === undefined || native.xnnpackDelete === undefined) return undefined;
  // TfLiteXNNPackDelegateOptions {i32 threads; u32 flags; …}, from 2.19 {i32 threads; u32 runtime_flags; u32 flags; …}: zero is the
  // default of all the rest, and the struct has stayed below 64 bytes.
  const options = new DataView(new ArrayBuffer(256));
  const [major = 0, minor = 0] = version.split('.').map(Number);
  options.setInt32(0, threads, true);
  options.setUint32(major > 2 || minor >= 19 ? 8 : 4, name === 'xnnpack-qs8' ? qs8 : qs8 | qu8, true);
  const handle = native.xnnpackCreate(new Uint8Array(options.buffer));
  const destroy = native.xnnpackDelete;
  return handle === null ? undefined : open(name, handle, destroy);
}

/**
 * Opens the Edge TPU through its library's plug-in interface. An incompatible library can end the process: see `edgetpu-probe.ts`.
 * @throws ModelError `edgetpu.library` if it cannot be loaded, `edgetpu.refused` if it finds no usable device.
 */
export function openEdgeTpu({ library, device }: EdgeTpuSettings): OpenDelegate {
  const messages: string[] = [];
  const reportType = koffi.proto('void', ['str']);
  let create: (keys: unknown, values: unknown, count: number, report: Pointer) => Pointer | null;
  let destroy: (delegate: Pointer) => void;
  try {
    if (library.includes('/') && !existsSync(library)) throw new Error('no such file');
    const plugin = koffi.load(library);
    create = plugin.func('tflite_plugin_create_delegate', 'void *', [
      'const char **',
      'const char **',
      'size_t',
      'void *',
    ]);
    destroy = plugin.func('tflite_plugin_destroy_delegate', 'void', ['void *']);
  } catch (cause) {
    throw new ModelError('edgetpu.library', `cannot load the Edge TPU library ${library}: ${cause}`, {
      remedy:
        'Install libedgetpu1-std (or libedgetpu1-max), or set inference.edgeTpu.library to the path of libedgetpu.so.1.',
      context: { library },
      cause,
    });
  }
  const report = koffi.register((text: string) => messages.push(text), koffi.pointer(reportType));
  const options = device === undefined ? [] : [['device', device] as const];
  const handle = create(
    options.map(([key]) => key),
    options.map(([, value]) => value),
    options.length,
    report,
  );
  // The plug-in reports errors only while it creates the delegate.
  koffi.unregister(report);
  if (handle === null) {
    const said = messages.length === 0 ? 'no reason given' : messages.join(' ');
    throw new ModelError('edgetpu.refused', `cannot open the Edge TPU: ${said}`, {
      remedy:
        'Check that the accelerator is connected, powered and listed by lsusb or lspci, and that its udev rules allow this user.',
      context: { library, device: device ?? 'first' },
    });
  }
  return open('edgetpu', handle, destroy);
}

function open(name: Delegate, handle: Pointer, destroy: (delegate: Pointer) => void): OpenDelegate {
  const watch = watchClaim(handle);
  return {
    name,
    handle,
    claim: watch.claim,
    destroy: () => {
      destroy(handle);
      watch.stop();
    },
  };
}
