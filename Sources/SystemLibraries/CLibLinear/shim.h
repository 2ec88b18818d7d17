// LIBLINEAR, and its parameters for the one kind of machine that Shinso trains: releases differ in
// the fields that have to be set.

#ifndef SHINSO_CLIBLINEAR_H
#define SHINSO_CLIBLINEAR_H

#include <linear.h>
#include <string.h>

/// L2-regularized squared hinge loss, solved in the dual; the bias is regularized too.
static inline struct parameter shinso_linear_svm_parameters(double cost) {
  struct parameter result;
  memset(&result, 0, sizeof result);
  result.solver_type = L2R_L2LOSS_SVC_DUAL;
  result.C = cost;
  result.eps = 0.1;
  result.p = 0.1;
#if LIBLINEAR_VERSION >= 240
  result.nu = 0.5;
  result.regularize_bias = 1;
#endif
  return result;
}

/// The version of the library in the process, in hundredths. The header's variable could change,
/// for all that Swift knows.
static inline int shinso_liblinear_version(void) { return liblinear_version; }

#endif
