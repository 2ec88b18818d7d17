#ifndef SHINSO_CARCHIVE_H
#define SHINSO_CARCHIVE_H

#include <archive.h>
#include <archive_entry.h>

#endif
