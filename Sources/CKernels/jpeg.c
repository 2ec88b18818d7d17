#include "include/jpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

// Blocks at the edge of a part lack neighbors that smooth upsampling looks at: two of the largest.
enum { margin = 32 };

struct problem {
  struct jpeg_error_mgr manager;
  jmp_buf jump;
  const char *const *harmless;
  int harmless_count;
  size_t spare;
  char *message;
};

static void fail(j_common_ptr info) {
  struct problem *problem = (struct problem *)info->err;
  problem->manager.format_message(info, problem->message);
  longjmp(problem->jump, 1);
}

// After most warnings the rest of an image would be gray or garbled.
static void warn(j_common_ptr info, int level) {
  if (level >= 0) return;
  struct problem *problem = (struct problem *)info->err;
  char message[JMSG_LENGTH_MAX];
  if (info->err->msg_code == JWRN_EXTRANEOUS_DATA) {
    problem->spare = (size_t)info->err->msg_parm.i[0];
  }
  problem->manager.format_message(info, message);
  for (int i = 0; i < problem->harmless_count; i++) {
    if (strstr(message, problem->harmless[i])) return;
  }
  strncpy(problem->message, message, SHINSO_JPEG_MESSAGE - 1);
  longjmp(problem->jump, 1);
}

static int smaller(int a, int b) { return a < b ? a : b; }
static int larger(int a, int b) { return a > b ? a : b; }

static void decode(struct jpeg_decompress_struct *info, struct shinso_jpeg_part part,
                   uint8_t *target) {
  int left = larger(part.left - margin, 0);
  int right = smaller(part.left + part.columns + margin, part.width);
  int top = larger(part.top - margin, 0);
  JDIMENSION first = (JDIMENSION)left, columns = (JDIMENSION)(right - left);
  if (columns < info->output_width) jpeg_crop_scanline(info, &first, &columns);
  if (top > 0) jpeg_skip_scanlines(info, (JDIMENSION)top);
  while (info->output_scanline < (JDIMENSION)(part.top + part.rows)) {
    size_t start = (size_t)info->output_scanline * (size_t)part.width + first;
    JSAMPROW row = target + start * (size_t)part.channels;
    jpeg_read_scanlines(info, &row, 1);
  }
}

// A part of the image for which no data have come is gray or blurred, without a warning.
static int lacks_scans(const struct jpeg_decompress_struct *info) {
  for (int part = 0; part < info->num_components; part++) {
    if (!info->comp_info[part].quant_table) return 1;
    for (int place = 0; info->progressive_mode && place < DCTSIZE2; place++) {
      if (info->coef_bits[part][place] != 0) return 1;
    }
  }
  return 0;
}

int shinso_jpeg_decode(const uint8_t *bytes, size_t count, struct shinso_jpeg_part part,
                       const char *const *harmless, int harmless_count, uint8_t *target,
                       size_t *spare, char *message) {
  struct jpeg_decompress_struct info;
  char text[JMSG_LENGTH_MAX] = "";
  struct problem problem = {
      .harmless = harmless, .harmless_count = harmless_count, .message = text};
  info.err = jpeg_std_error(&problem.manager);
  problem.manager.error_exit = fail;
  problem.manager.emit_message = warn;
  jpeg_create_decompress(&info);
  int failed = setjmp(problem.jump);
  if (!failed) {
    jpeg_mem_src(&info, bytes, (unsigned long)count);
    jpeg_read_header(&info, TRUE);
    info.out_color_space = part.channels == 1   ? JCS_GRAYSCALE
                           : part.channels == 3 ? JCS_RGB
                                                : JCS_CMYK;
    info.scale_num = 1;
    info.scale_denom = (unsigned)part.denominator;
    jpeg_start_decompress(&info);
    if (info.output_width != (JDIMENSION)part.width ||
        info.output_height != (JDIMENSION)part.height ||
        info.output_components != part.channels) {
      strcpy(text, "it declares two sizes");
      failed = 1;
    } else {
      decode(&info, part, target);
      if (part.to_end && lacks_scans(&info)) {
        strcpy(text, "some of its scans are missing");
        failed = 1;
      } else if (part.to_end) {
        jpeg_finish_decompress(&info);
      }
    }
  }
  jpeg_destroy_decompress(&info);
  text[SHINSO_JPEG_MESSAGE - 1] = 0;
  strcpy(message, text);
  *spare = problem.spare;
  return failed;
}
