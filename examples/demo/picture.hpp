// Pictures from and to PNG files, through libpng.
#pragma once

#include <string>

#include <tenon/runtime/tensor.hpp>

namespace demo {

/// The planes (3, height, width) of a picture. Throws `tenon::error` if the file can't be read.
tenon::tensor<std::uint8_t> read_png(const std::string& path);

/// Writes planes (3, height, width) as a colour picture.
void write_colour(const std::string& path, const tenon::tensor<std::uint8_t>& planes);

/// Writes (height, width) as a grey picture.
void write_grey(const std::string& path, const tenon::tensor<std::uint8_t>& values);

}  // namespace demo
