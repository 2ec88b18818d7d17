// One thread team for all computing, run by the OpenMP runtime that oneDNN brings.

#ifndef SHINSO_GOMP_SHIM_H
#define SHINSO_GOMP_SHIM_H

#ifdef __cplusplus
extern "C" {
#endif

/// Runs `body(context, thread, team)` once for each `thread` in `0..<team`, in parallel, and
/// returns when all are done. `team` is `threads`, or `shinso_max_threads()` if that is below 1. It
/// is smaller if the runtime has fewer threads available (1 inside another parallel region), so
/// `body` must divide its work by the `team` that it receives.
///
/// Without an OpenMP runtime in the process, the calls are made one after another.
void shinso_parallel(void (*body)(void *context, int thread, int team), void *context, int threads);

/// The team size for work started by the calling thread: the last value given to
/// `shinso_set_threads`, or else the runtime's own choice (`OMP_NUM_THREADS`, or the processors
/// that this process may use).
///
/// OpenMP keeps this number, and a team, for each calling thread; Swift's `ComputeThread` is there so
/// that there is but one. This function, like `shinso_parallel`, brings
/// the calling thread up to date; call it before a oneDNN primitive runs on a thread that may not
/// have computed since the number was set.
int shinso_max_threads(void);

/// Sets the team size for all threads from their next call on. Below 1, the runtime chooses.
void shinso_set_threads(int threads);

#ifdef __cplusplus
}
#endif

#endif
