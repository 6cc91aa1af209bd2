import type { LibraryHandle, TypeObject } from 'koffi';
import koffi from 'koffi';

type Type = string | TypeObject;

/** An address in native memory. */
export type Pointer = bigint;

/** The part of the TFLite C API in use. Nothing here checks its arguments: only `runtime.ts` and `graph.ts` call it. */
export interface Native {
  readonly version: () => string;
  readonly modelCreate: (bytes: Uint8Array, length: number) => Pointer | null;
  readonly modelDelete: (model: Pointer) => void;
  readonly optionsCreate: () => Pointer;
  readonly optionsDelete: (options: Pointer) => void;
  readonly optionsSetNumThreads: (options: Pointer, threads: number) => void;
  readonly optionsAddDelegate: (options: Pointer, delegate: Pointer) => void;
  readonly optionsSetErrorReporter: (options: Pointer, reporter: Pointer, userData: null) => void;
  readonly interpreterCreate: (model: Pointer, options: Pointer) => Pointer | null;
  readonly interpreterDelete: (interpreter: Pointer) => void;
  readonly allocateTensors: (interpreter: Pointer) => number;
  readonly invoke: (interpreter: Pointer) => number;
  readonly resizeInput: (interpreter: Pointer, index: number, shape: Int32Array, rank: number) => number;
  readonly inputCount: (interpreter: Pointer) => number;
  readonly inputTensor: (interpreter: Pointer, index: number) => Pointer | null;
  readonly outputCount: (interpreter: Pointer) => number;
  readonly outputTensor: (interpreter: Pointer, index: number) => Pointer | null;
  readonly tensorType: (tensor: Pointer) => number;
  readonly tensorRank: (tensor: Pointer) => number;
  readonly tensorDim: (tensor: Pointer, axis: number) => number;
  readonly tensorByteSize: (tensor: Pointer) => number;
  readonly tensorData: (tensor: Pointer) => Pointer | null;
  /** Copies `length` bytes, which must be the tensor's size. */
  readonly copyInto: (tensor: Pointer, bytes: Uint8Array, length: number) => number;
  readonly tensorName: (tensor: Pointer) => string | null;
  readonly tensorQuantization: (tensor: Pointer) => { scale: number; zeroPoint: number };
  /** Absent in builds without the experimental part of the C API. */
  readonly modifyGraphWithDelegate?: (interpreter: Pointer, delegate: Pointer) => number;
  /** Absent in builds without XNNPACK. */
  readonly xnnpackCreate?: (options: Uint8Array) => Pointer | null;
  readonly xnnpackDelete?: (delegate: Pointer) => void;
}

/**
 * Finds every function of the C API in an open library.
 * @throws Error of koffi when a required one is missing.
 */
export function bindNative(library: LibraryHandle): Native {
  const f = (name: string, result: Type, ...args: Type[]) => library.func(name, result, args);
  const optional = (name: string, result: Type, ...args: Type[]) => {
    try {
      return f(name, result, ...args);
    } catch {
      return undefined;
    }
  };
  const quantization = koffi.struct({ scale: 'float', zeroPoint: 'int32_t' });
  const modifyGraphWithDelegate = optional('TfLiteInterpreterModifyGraphWithDelegate', 'int', 'void *', 'void *');
  const xnnpackCreate = optional('TfLiteXNNPackDelegateCreate', 'void *', 'void *');
  const xnnpackDelete = optional('TfLiteXNNPackDelegateDelete', 'void', 'void *');
  return {
    version: f('TfLiteVersion', 'str'),
    modelCreate: f('TfLiteModelCreate', 'void *', 'void *', 'size_t'),
    modelDelete: f('TfLiteModelDelete', 'void', 'void *'),
    optionsCreate: f('TfLiteInterpreterOptionsCreate', 'void *'),
    optionsDelete: f('TfLiteInterpreterOptionsDelete', 'void', 'void *'),
    optionsSetNumThreads: f('TfLiteInterpreterOptionsSetNumThreads', 'void', 'void *', 'int32_t'),
    optionsAddDelegate: f('TfLiteInterpreterOptionsAddDelegate', 'void', 'void *', 'void *'),
    optionsSetErrorReporter: f('TfLiteInterpreterOptionsSetErrorReporter', 'void', 'void *', 'void *', 'void *'),
    interpreterCreate: f('TfLiteInterpreterCreate', 'void *', 'void *', 'void *'),
    interpreterDelete: f('TfLiteInterpreterDelete', 'void', 'void *'),
    allocateTensors: f('TfLiteInterpreterAllocateTensors', 'int', 'void *'),
    invoke: f('TfLiteInterpreterInvoke', 'int', 'void *'),
    resizeInput: f('TfLiteInterpreterResizeInputTensor', 'int', 'void *', 'int32_t', 'void *', 'int32_t'),
    inputCount: f('TfLiteInterpreterGetInputTensorCount', 'int32_t', 'void *'),
    inputTensor: f('TfLiteInterpreterGetInputTensor', 'void *', 'void *', 'int32_t'),
    outputCount: f('TfLiteInterpreterGetOutputTensorCount', 'int32_t', 'void *'),
    outputTensor: f('TfLiteInterpreterGetOutputTensor', 'void *', 'void *', 'int32_t'),
    tensorType: f('TfLiteTensorType', 'int', 'void *'),
    tensorRank: f('TfLiteTensorNumDims', 'int32_t', 'void *'),
    tensorDim: f('TfLiteTensorDim', 'int32_t', 'void *', 'int32_t'),
    tensorByteSize: f('TfLiteTensorByteSize', 'size_t', 'void *'),
    tensorData: f('TfLiteTensorData', 'void *', 'void *'),
    copyInto: f('TfLiteTensorCopyFromBuffer', 'int', 'void *', 'void *', 'size_t'),
    tensorName: f('TfLiteTensorName', 'str', 'void *'),
    tensorQuantization: f('TfLiteTensorQuantizationParams', quantization, 'void *'),
    ...(modifyGraphWithDelegate === undefined ? {} : { modifyGraphWithDelegate }),
    ...(xnnpackCreate === undefined || xnnpackDelete === undefined ? {} : { xnnpackCreate, xnnpackDelete }),
  };
}
