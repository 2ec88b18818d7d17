// ThreadSanitizer cannot see how threads wait for each other in libraries that are not built with
// it, so these macros tell it. In other builds they are empty.

#pragma once

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SHINSO_THREAD_SANITIZER 1
void __tsan_acquire(void *);
void __tsan_release(void *);
#define SHINSO_ACQUIRE(address) __tsan_acquire(address)
#define SHINSO_RELEASE(address) __tsan_release(address)
#endif
#endif

#if !defined(SHINSO_THREAD_SANITIZER)
#define SHINSO_ACQUIRE(address)
#define SHINSO_RELEASE(address)
#endif
