#include "picture.hpp"

#include <png.h>

namespace demo {

using tenon::index_t;
using tenon::tensor;

namespace {

[[noreturn]] void refuse(const png_image& image, const std::string& path) {
  tenon::fail(tenon::blame::user, path + ": " + image.message);
}

void write(const std::string& path, const tensor<std::uint8_t>& rows, index_t height, index_t width,
           png_uint_32 format) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.format = format;
  image.height = static_cast<png_uint_32>(height);
  image.width = static_cast<png_uint_32>(width);
  if (png_image_write_to_file(&image, path.c_str(), 0, rows.data(), 0, nullptr) == 0) refuse(image, path);
}

}  // namespace

tensor<std::uint8_t> read_png(const std::string& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&image, path.c_str()) == 0) refuse(image, path);
  image.format = PNG_FORMAT_RGB;
  const index_t height = image.height, width = image.width;
  tensor<std::uint8_t> pixels(height, width, 3), planes(3, height, width);
  if (png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) == 0) refuse(image, path);
  for (index_t y = 0; y < height; ++y) {
    for (index_t x = 0; x < width; ++x) {
      for (index_t c = 0; c < 3; ++c) planes(c, y, x) = pixels(y, x, c);
    }
  }
  return planes;
}

void write_colour(const std::string& path, const tensor<std::uint8_t>& planes) {
  const index_t height = planes.extent(1), width = planes.extent(2);
  tensor<std::uint8_t> pixels(height, width, 3);
  for (index_t y = 0; y < height; ++y) {
    for (index_t x = 0; x < width; ++x) {
      for (index_t c = 0; c < 3; ++c) pixels(y, x, c) = planes(c, y, x);
    }
  }
  write(path, pixels, height, width, PNG_FORMAT_RGB);
}

void write_grey(const std::string& path, const tensor<std::uint8_t>& values) {
  write(path, values, values.extent(0), values.extent(1), PNG_FORMAT_GRAY);
}

}  // namespace demo
