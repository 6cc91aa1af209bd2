import { choice, integer, section, text } from '../fields.js';
import { library } from '../path-fields.js';

export const inference = section({
  library: library('TensorFlow Lite C library (default: the one installed with Ostiary)').exactOptional(),
  delegate: choice('Kernels that run the models; auto chooses the fastest that works', [
    'auto',
    'xnnpack',
    'edgetpu',
    'builtin',
  ]).default('auto'),
  threads: integer('Threads per model; use at most the number of processor cores minus one', 1, 8).default(1),
  edgeTpu: section({
    library: library('Edge TPU driver').default('libedgetpu.so.1'),
    device: text('Edge TPU to use, such as usb, usb:0 or pci:0').default('usb'),
  })
    .prefault({})
    .describe('Coral Edge TPU, for delegate edgetpu or auto'),
}).describe('How the models run');
