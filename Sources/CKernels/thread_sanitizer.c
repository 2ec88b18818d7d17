// If a `Mutex` is held by another thread, Swift calls the standard library, which is not built with
// ThreadSanitizer. In builds with it, these two functions replace the library's.

#define _GNU_SOURCE
#include "thread_sanitizer.h"

#if defined(SHINSO_THREAD_SANITIZER) && defined(__linux__)
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define CONTEXT __attribute__((swift_context))

typedef SWIFT void (*Lock)(uint32_t, CONTEXT void *);
typedef SWIFT void (*Unlock)(CONTEXT void *);

SWIFT void shinso_mutex_lock(uint32_t thread, CONTEXT void *mutex) __asm__(LOCK);
SWIFT void shinso_mutex_unlock(CONTEXT void *mutex) __asm__(UNLOCK);

SWIFT void shinso_mutex_lock(uint32_t thread, CONTEXT void *mutex) {
  ((Lock)dlsym(RTLD_NEXT, LOCK))(thread, mutex);
  SHINSO_ACQUIRE(mutex);
}

SWIFT void shinso_mutex_unlock(CONTEXT void *mutex) {
  SHINSO_RELEASE(mutex);
  ((Unlock)dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
#endif
