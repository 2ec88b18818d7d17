// The OpenMP runtime is looked up instead of linked. oneDNN brings it into the process, where it is
// depends on the system (gcc keeps the link name in its own folder, and a Mac has LLVM's), and only
// the runtime that oneDNN uses shares its threads with us.

#define _GNU_SOURCE
#include "gomp_shim.h"
#include "thread_sanitizer.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

typedef void (*ParallelFunction)(void (*)(void *), void *, unsigned, unsigned);
typedef int (*GetFunction)(void);
typedef void (*SetFunction)(int);

static struct {
  ParallelFunction parallel;
  GetFunction thread, team, max_threads;
  SetFunction set_threads;
  int default_threads;
} runtime;

static pthread_once_t runtime_once = PTHREAD_ONCE_INIT;

/// The number given to `shinso_set_threads`; 0 leaves the choice to the runtime. `applied` is the
/// value from which the calling thread's OpenMP setting was last made.
static _Atomic int requested_threads;
static _Thread_local int applied_threads;

static void find_runtime(void) {
  void *library = RTLD_DEFAULT;
#ifdef __linux__
  // The linker drops oneDNN from a program that calls nothing in it.
  if (!dlsym(library, "GOMP_parallel")) {
    void *found = dlopen("libgomp.so.1", RTLD_NOW | RTLD_GLOBAL);
    if (found) library = found;
  }
#endif
  runtime.thread = (GetFunction)dlsym(library, "omp_get_thread_num");
  runtime.team = (GetFunction)dlsym(library, "omp_get_num_threads");
  runtime.max_threads = (GetFunction)dlsym(library, "omp_get_max_threads");
  runtime.set_threads = (SetFunction)dlsym(library, "omp_set_num_threads");
  if (runtime.thread && runtime.team && runtime.max_threads && runtime.set_threads)
    runtime.parallel = (ParallelFunction)dlsym(library, "GOMP_parallel");
  if (runtime.parallel) {
    runtime.default_threads = runtime.max_threads();
  } else {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    runtime.default_threads = processors > 0 ? (int)processors : 1;
  }
}

int shinso_max_threads(void) {
  pthread_once(&runtime_once, find_runtime);
  int requested = atomic_load_explicit(&requested_threads, memory_order_relaxed);
  int threads = requested > 0 ? requested : runtime.default_threads;
  if (requested != applied_threads) {
    if (runtime.parallel) runtime.set_threads(threads);
    applied_threads = requested;
  }
  return threads;
}

void shinso_set_threads(int threads) {
  atomic_store_explicit(&requested_threads, threads > 0 ? threads : 0, memory_order_relaxed);
  shinso_max_threads();
}

struct Region {
  void (*body)(void *, int, int);
  void *context;
};

static void run_in_team(void *argument) {
  struct Region *region = argument;
  SHINSO_ACQUIRE(region);
  region->body(region->context, runtime.thread(), runtime.team());
  SHINSO_RELEASE(region);
}

void shinso_parallel(void (*body)(void *, int, int), void *context, int threads) {
  int available = shinso_max_threads();
  int team = threads > 0 ? threads : available;
  if (team > 1 && runtime.parallel) {
    struct Region region = {body, context};
    SHINSO_RELEASE(&region);
    runtime.parallel(run_in_team, &region, (unsigned)team, 0);
    SHINSO_ACQUIRE(&region);
    return;
  }
  for (int thread = 0; thread < team; thread++) body(context, thread, team);
}
