// Frames of a cv::VideoCapture for JavaScript. Everything that can block (open, grab, retrieve, release) runs on one
// native thread; JavaScript is woken and polls. The newest frame wins; what it overwrites is counted.
// The thread shares its state by reference count and is detached, so a device that hangs in grab() blocks nothing else.
#include <napi.h>
#include <sys/stat.h>
#include <array>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/videoio.hpp>
#include <string>
#include <thread>
#include <utility>

namespace {
using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC on Linux, as process.hrtime
// One being written, one ready, two lent (the newest taken and the one its consumer still reads).
constexpr int kBuffers = 4;
enum class Use { kFree, kReady, kLent };

struct Buffer {
  cv::Mat mat;
  Use use = Use::kFree;
  double at = 0;
};

struct Options {
  std::string path;  // empty: use `index`
  int index = 0;
  int api = cv::CAP_ANY;
  int width = 0, height = 0, fourcc = 0;  // 0: leave it to the device
  double fps = 0;
};

struct Shared {
  std::mutex mutex;
  std::condition_variable changed;
  bool stop = false, finished = false;
  bool wakeable = true, signalled = false;  // guarded by `mutex`: `wake` is not called once released
  Napi::ThreadSafeFunction wake;
  std::string phase = "opening", code, message, backend;
  std::array<Buffer, kBuffers> buffers;
  uint32_t dropped = 0;

  // A buffer to write, or nothing if JavaScript has released none; then a frame is dropped.
  Buffer* Free() {
    std::lock_guard lock(mutex);
    for (auto& buffer : buffers)
      if (buffer.use == Use::kFree) return &buffer;
    dropped++;
    return nullptr;
  }
  void Running(const std::string& by) {
    std::lock_guard lock(mutex);
    phase = "running", backend = by;
    Notify();
  }
  // Caller holds `mutex`.
  void Notify() {
    if (wakeable && !std::exchange(signalled, true)) wake.NonBlockingCall();
    changed.notify_all();
  }
};

struct Ended { std::string code, message; };

bool IsFile(const Options& options) {
  struct stat info;
  return !options.path.empty() && stat(options.path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

void Open(cv::VideoCapture& capture, const Options& options) {
  // FFmpeg's own time limits free a thread that waits for a dead network camera.
  std::vector<int> params;
  if (options.api == cv::CAP_FFMPEG) params = {cv::CAP_PROP_OPEN_TIMEOUT_MSEC, 8000, cv::CAP_PROP_READ_TIMEOUT_MSEC, 5000};
  const bool opened = options.path.empty() ? capture.open(options.index, options.api, params) : capture.open(options.path, options.api, params);
  if (!opened) throw Ended{"open-failed", "OpenCV cannot open it"};
  // The pixel format first: V4L2 drivers offer sizes and rates per format.
  if (options.fourcc) capture.set(cv::CAP_PROP_FOURCC, options.fourcc);
  if (options.width) capture.set(cv::CAP_PROP_FRAME_WIDTH, options.width);
  if (options.height) capture.set(cv::CAP_PROP_FRAME_HEIGHT, options.height);
  if (options.fps > 0 && !IsFile(options)) capture.set(cv::CAP_PROP_FPS, options.fps);
}

// Waits until a file's next picture is due; a device paces itself. False if told to stop.
bool Pace(Shared& shared, Clock::time_point due) {
  std::unique_lock lock(shared.mutex);
  shared.changed.wait_until(lock, due, [&] { return shared.stop; });
  return !shared.stop;
}

void Grab(Shared& shared, const Options& options) {
  cv::VideoCapture capture;
  Open(capture, options);
  const bool file = IsFile(options);
  const double fps = options.fps > 0 ? options.fps : capture.get(cv::CAP_PROP_FPS);
  const auto period = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / (fps >= 1 && fps <= 240 ? fps : 25.0)));
  auto due = Clock::now();
  shared.Running(capture.getBackendName());
  while (Pace(shared, file ? due : Clock::now())) {
    if (!capture.grab()) throw file ? Ended{"end-of-file", "end of file"} : Ended{"lost", "the device delivers no more frames"};
    const double at = std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
    due = std::max(due, Clock::now() - std::chrono::seconds(1)) + period;
    Buffer* target = shared.Free();
    if (!target) continue;
    // `target` is free: JavaScript cannot see it until it is ready. Same size, same memory: no allocation per frame.
    if (!capture.retrieve(target->mat)) throw Ended{"lost", "cannot decode a frame"};
    if (target->mat.type() != CV_8UC3 || !target->mat.isContinuous()) throw Ended{"format", "frames are not 8-bit BGR: " + cv::typeToString(target->mat.type())};
    std::lock_guard lock(shared.mutex);
    for (auto& buffer : shared.buffers)
      if (buffer.use == Use::kReady) buffer.use = Use::kFree, shared.dropped++;
    target->at = at;
    target->use = Use::kReady;
    shared.Notify();
  }
  throw Ended{"stopped", ""};
}

void Run(std::shared_ptr<Shared> shared, Options options) {
  Ended ended;
  try {
    Grab(*shared, options);  // the device is released before this returns
  } catch (const Ended& reason) {
    ended = reason;
  } catch (const std::exception& error) {
    ended = {"error", error.what()};
  }
  std::lock_guard lock(shared->mutex);
  shared->phase = "over";
  shared->code = ended.code, shared->message = ended.message;
  shared->finished = true;
  shared->Notify();
}
class Capture : public Napi::ObjectWrap<Capture> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Capture", {InstanceMethod("poll", &Capture::Poll), InstanceMethod("release", &Capture::Release),
                                        InstanceMethod("stop", &Capture::Stop), InstanceMethod("unref", &Capture::Unref),
                                        InstanceMethod("detach", &Capture::Detach)});
  }
  // (options: {device: number | string, api, width, height, fps, fourcc: number}, wake: () => void)
  explicit Capture(const Napi::CallbackInfo& info) : ObjectWrap(info), env_(info.Env()), shared_(std::make_shared<Shared>()) {
    const auto given = info[0].As<Napi::Object>();
    Options options;
    const auto number = [&](const char* name) { return given.Get(name).ToNumber().DoubleValue(); };
    const Napi::Value device = given.Get("device");
    if (device.IsNumber()) options.index = device.ToNumber();
    else options.path = device.ToString();
    options.api = static_cast<int>(number("api"));
    options.width = static_cast<int>(number("width")), options.height = static_cast<int>(number("height"));
    options.fourcc = static_cast<int>(number("fourcc")), options.fps = number("fps");
    shared_->wake = Napi::ThreadSafeFunction::New(env_, info[1].As<Napi::Function>(), "camera", 0, 1);
    try {
      std::thread(Run, shared_, options).detach();
    } catch (const std::exception& error) {  // no thread available, for example beyond systemd's TasksMax
      shared_->wake.Abort();
      throw Napi::Error::New(env_, error.what());
    }
    // Added after the thread-safe function's own hook, so it runs before it: no call reaches a function torn down.
    napi_add_env_cleanup_hook(env_, AtExit, shared_.get());
  }
  ~Capture() override { LetGo(); }
 private:
  Napi::Env env_;
  std::shared_ptr<Shared> shared_;
  std::array<Napi::Reference<Napi::Uint8Array>, kBuffers> views_;
  std::array<const uchar*, kBuffers> viewed_{};
  static void AtExit(void* data) {
    auto* shared = static_cast<Shared*>(data);
    std::unique_lock lock(shared->mutex);
    shared->stop = true;
    shared->wakeable = false;
    shared->changed.notify_all();
    shared->changed.wait_for(lock, std::chrono::milliseconds(300), [&] { return shared->finished; });
  }
  // A view on the buffer's memory, made once per memory. It holds a reference, so that a new size cannot free what JavaScript reads.
  Napi::Value View(int slot) {
    const cv::Mat& mat = shared_->buffers[slot].mat;
    if (viewed_[slot] != mat.data || views_[slot].Value().ByteLength() != mat.total() * mat.elemSize()) {
      auto* kept = new cv::Mat(mat);
      const size_t bytes = mat.total() * mat.elemSize();
      auto memory = Napi::ArrayBuffer::New(env_, mat.data, bytes, [](Napi::Env, void*, cv::Mat* held) { delete held; }, kept);
      views_[slot] = Napi::Persistent(Napi::Uint8Array::New(env_, bytes, memory, 0));
      views_[slot].SuppressDestruct();
      viewed_[slot] = mat.data;
    }
    return views_[slot].Value();
  }
  // {phase, code, message, backend, dropped, frame?: {slot, data, width, height, at}}; the frame is lent until `release(slot)`.
  Napi::Value Poll(const Napi::CallbackInfo&) {
    auto result = Napi::Object::New(env_);
    std::lock_guard lock(shared_->mutex);
    shared_->signalled = false;
    result["phase"] = shared_->phase;
    result["code"] = shared_->code, result["message"] = shared_->message;
    result["backend"] = shared_->backend;
    result["dropped"] = shared_->dropped;
    for (int slot = 0; slot < kBuffers; slot++) {
      Buffer& buffer = shared_->buffers[slot];
      if (buffer.use != Use::kReady) continue;
      buffer.use = Use::kLent;
      auto frame = Napi::Object::New(env_);
      frame["slot"] = slot;
      frame["data"] = View(slot);
      frame["width"] = buffer.mat.cols, frame["height"] = buffer.mat.rows;
      frame["at"] = buffer.at;
      result["frame"] = frame;
    }
    return result;
  }
  void Release(const Napi::CallbackInfo& info) {
    const int slot = info[0].ToNumber();
    std::lock_guard lock(shared_->mutex);
    if (slot >= 0 && slot < kBuffers && shared_->buffers[slot].use == Use::kLent) shared_->buffers[slot].use = Use::kFree;
  }
  // Tells the thread to end; `poll` says when it has. It may be stuck in the device.
  void Stop(const Napi::CallbackInfo&) {
    std::lock_guard lock(shared_->mutex);
    shared_->stop = true;
    shared_->changed.notify_all();
  }
  // Still wakes JavaScript, but no longer keeps the event loop alive.
  void Unref(const Napi::CallbackInfo& info) { shared_->wake.Unref(info.Env()); }
  // Stops, and never wakes JavaScript again, whether the thread has ended or not.
  void Detach(const Napi::CallbackInfo&) { LetGo(); }
  void LetGo() {
    {
      std::lock_guard lock(shared_->mutex);
      shared_->stop = true;
      shared_->changed.notify_all();
      if (!std::exchange(shared_->wakeable, false)) return;  // detached before, or the environment has ended
    }
    napi_remove_env_cleanup_hook(env_, AtExit, shared_.get());
    for (auto& view : views_) view.Reset();
    shared_->wake.Abort();
  }
};

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_ERROR);
  exports["version"] = cv::getVersionString();
  exports["Capture"] = Capture::Define(env);
  return exports;
}
}  // namespace

NODE_API_MODULE(capture, Init)
