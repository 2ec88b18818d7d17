#define FILTER 5
#include "winograd_avx2.h"
