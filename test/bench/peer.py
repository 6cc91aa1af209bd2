"""The same work by usual Python tools, for `npm run bench`: one core, the same models, the same picture."""
import json
import sys
import time


def median(times):
    return sorted(times)[len(times) // 2]


def search(size):
    import faiss
    import numpy as np

    faiss.omp_set_num_threads(1)
    vectors = np.random.default_rng(7).uniform(-1, 1, (size, 512)).astype("float32")
    faiss.normalize_L2(vectors)
    index = faiss.IndexFlatIP(512)
    index.add(vectors)
    times = []
    for i in range(60):
        begun = time.perf_counter()
        index.search(vectors[i : i + 1], 2)
        times.append((time.perf_counter() - begun) * 1000)
    return "Faiss IndexFlatIP, one thread", median(times[10:])


def pipeline(picture, shared):
    import cv2
    import numpy as np
    import tensorflow as tf

    cv2.setNumThreads(1)
    image = cv2.imread(picture)
    detector = cv2.FaceDetectorYN.create(f"{shared}/models/detect/yunet_s_320_320.onnx", "", (320, 320), 0.6)
    embedder = tf.lite.Interpreter(f"{shared}/models/embed/mbf_s8_112.tflite", num_threads=1)
    embedder.allocate_tensors()
    inp, out = embedder.get_input_details()[0]["index"], embedder.get_output_details()[0]["index"]
    template = np.float32([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]])

    def frame():
        scale = 320 / max(image.shape[:2])
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        boxed = cv2.copyMakeBorder(small, 0, 320 - small.shape[0], 0, 320 - small.shape[1], cv2.BORDER_CONSTANT)
        _, faces = detector.detect(boxed)
        points = faces[0][4:14].reshape(5, 2) / scale
        points = points[[0, 1, 2, 3, 4]]
        matrix, _ = cv2.estimateAffinePartial2D(points, template, method=cv2.LMEDS)
        crop = cv2.cvtColor(cv2.warpAffine(image, matrix, (112, 112)), cv2.COLOR_BGR2RGB)
        embedder.set_tensor(inp, np.clip(np.round((crop.astype("float32") - 127.5) / 127.5 * 64), -128, 127).astype("int8")[None])
        embedder.invoke()
        vector = embedder.get_tensor(out)[0].astype("float32")
        return vector / np.linalg.norm(vector)

    times = []
    for _ in range(120):
        begun = time.perf_counter()
        frame()
        times.append((time.perf_counter() - begun) * 1000)
    return f"Python, OpenCV {cv2.__version__} FaceDetectorYN (float) + TFLite {tf.__version__}, one thread", median(times[20:])


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    name, millis = search(int(rest[0])) if what == "search" else pipeline(*rest)
    print(json.dumps({"name": name, "millis": millis}))
