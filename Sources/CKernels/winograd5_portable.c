#define FILTER 5
#include "winograd_portable.h"
