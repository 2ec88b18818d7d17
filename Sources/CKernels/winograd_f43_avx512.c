#define TILE 4
#define FILTER 3
#include "winograd_avx512.h"
