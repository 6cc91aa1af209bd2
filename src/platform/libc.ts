/** The two system calls that Node lacks. */
import koffi from 'koffi';
import { SystemCallError } from './system-call-error.js';

const libc = koffi.load('libc.so.6');
const nativeIoctl = libc.func('int ioctl(int fd, unsigned long request, _Inout_ void *argument)');
const nativePoll = libc.func('int poll(_Inout_ void *fds, unsigned long count, int timeout)');

/** @throws SystemCallError */
export function ioctl(fd: number, request: number, argument: Buffer): void {
  if ((nativeIoctl(fd, request, argument) as number) < 0) throw new SystemCallError('ioctl', koffi.errno());
}

/**
 * poll(2) without waiting: fills in `revents` of each `struct pollfd` and returns how many are set.
 * @throws SystemCallError
 */
export function pollNow(fds: Buffer, count: number): number {
  const ready = nativePoll(fds, count, 0) as number;
  if (ready >= 0) return ready;
  const errno = koffi.errno();
  if (errno === koffi.os.errno.EINTR) return 0;
  throw new SystemCallError('poll', errno);
}
