import { choice, integer, section, text } from '../fields.js';
import { library } from '../path-fields.js';

export const inference = section({
  library: library('TensorFlow Lite C library; without it, the one installed with Ostiary').exactOptional(),
  delegate: choice('Kernels that run the models; auto takes the fastest that works', [
    'auto',
    'xnnpack',
    'edgetpu',
    'builtin',
  ]).default('auto'),
  threads: integer('Threads per model; at most one less than the processor has cores', 1, 8).default(1),
  edgeTpu: section({
    library: library('Edge TPU driver').default('libedgetpu.so.1'),
    device: text('Edge TPU to use, such as usb, usb:0 or pci:0').default('usb'),
  })
    .prefault({})
    .describe('Coral Edge TPU, for delegate edgetpu or auto'),
}).describe('How models are run');
