// LIBSVM, whose header lies in a folder of its own on Debian.

#ifndef SHINSO_CLIBSVM_H
#define SHINSO_CLIBSVM_H

#if __has_include(<libsvm/svm.h>)
#include <libsvm/svm.h>
#else
#include <svm.h>
#endif

/// The version of the library in the process, in hundredths; see `shinso_liblinear_version`.
static inline int shinso_libsvm_version(void) { return libsvm_version; }

#endif
