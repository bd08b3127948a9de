// The pipeline in Halide, with its schedule as data: a line of text that the search records and
// the generator reads back.
#pragma once

#include <Halide.h>

#include <sstream>
#include <string>

#include "pipeline.hpp"

namespace stencil {

/// A schedule: `auto NAME`, or a style and its numbers.
struct halide_schedule {
  std::string style = "slide";  ///< slide: lines kept in a ring; part: the same, computed in
                                ///< parts of whole lines; tile: all of a tile; auto
  std::string autoscheduler;    ///< when the style is auto
  int strip = 64;               ///< lines a task (slide, part) or a tile (tile)
  int tile = 0;                 ///< columns of a block or a tile; 0: whole lines
  int vector = 16;              ///< floats
  int grey = 1;                 ///< 1: computed once; 0: inline
  int lines = 1;                ///< lines of the result a step (slide, part)

  std::string text() const {
    if (style == "auto") return "auto " + autoscheduler;
    std::ostringstream out;
    out << style << " strip " << strip << " tile " << tile << " vector " << vector << " grey "
        << grey << " lines " << lines;
    return out.str();
  }

  static halide_schedule parse(const std::string& text) {
    halide_schedule s;
    std::istringstream in(text);
    in >> s.style;
    if (s.style == "auto") {
      in >> s.autoscheduler;
      return s;
    }
    for (std::string key; in >> key;) {
      int value = 0;
      in >> value;
      if (key == "strip") s.strip = value;
      if (key == "tile") s.tile = value;
      if (key == "vector") s.vector = value;
      if (key == "grey") s.grey = value;
      if (key == "lines") s.lines = value;
    }
    return s;
  }
};

/// The definitions of README.md's table.
struct halide_stages {
  Halide::ImageParam rgb{Halide::UInt(8), 3, "rgb"};
  Halide::Func grey{"grey"}, blur_x{"blur_x"}, blur_y{"blur_y"}, gx{"gx"}, gy{"gy"};
  Halide::Func magnitude{"magnitude"}, edges{"edges"};
  Halide::Var x{"x"}, y{"y"}, xo{"xo"}, yo{"yo"}, xi{"xi"}, yi{"yi"}, ys{"ys"};

  halide_stages() {
    const auto colour = [&](int c) { return Halide::cast<float>(rgb(x, y, c)); };
    grey(x, y) = red_weight * colour(0) + green_weight * colour(1) + blue_weight * colour(2);
    blur_x(x, y) = (grey(x, y) + grey(x + 4, y)) * w0 + (grey(x + 1, y) + grey(x + 3, y)) * w1 +
                   grey(x + 2, y) * w2;
    blur_y(x, y) = (blur_x(x, y) + blur_x(x, y + 4)) * w0 +
                   (blur_x(x, y + 1) + blur_x(x, y + 3)) * w1 + blur_x(x, y + 2) * w2;
    const Halide::Func& b = blur_y;
    gx(x, y) = (b(x + 2, y) - b(x, y)) + 2.0F * (b(x + 2, y + 1) - b(x, y + 1)) +
               (b(x + 2, y + 2) - b(x, y + 2));
    gy(x, y) = (b(x, y + 2) - b(x, y)) + 2.0F * (b(x + 1, y + 2) - b(x + 1, y)) +
               (b(x + 2, y + 2) - b(x + 2, y));
    magnitude(x, y) = Halide::sqrt(gx(x, y) * gx(x, y) + gy(x, y) * gy(x, y));
    edges(x, y) = Halide::select(magnitude(x, y) > threshold, Halide::cast<std::uint8_t>(255),
                                 Halide::cast<std::uint8_t>(0));
    fix_extents();
  }

  /// Applies `s`; returns the pipeline, ready to be compiled.
  Halide::Pipeline apply(const halide_schedule& s, const Halide::Target& target, int threads) {
    Halide::Pipeline made(edges);
    if (s.style == "auto") {
      Halide::AutoschedulerParams parameters(
          s.autoscheduler, {{"parallelism", std::to_string(threads)}});
      if (s.autoscheduler == "Li2018") parameters.extra.clear();
      made.apply_autoscheduler(target, parameters);
    } else if (s.style == "tile") {
      tile(s);
    } else if (s.style == "part") {
      part(s);
    } else {
      slide(s);
    }
    return made;
  }

 private:
  // All extents are constants: the pipeline is compiled for this picture, as ours is.
  void fix_extents() {
    rgb.dim(0).set_bounds(0, width).set_stride(1);
    rgb.dim(1).set_bounds(0, height).set_stride(width);
    rgb.dim(2).set_bounds(0, 3).set_stride(height * width);
    edges.output_buffer().dim(0).set_bounds(0, edges_width).set_stride(1);
    edges.output_buffer().dim(1).set_bounds(0, edges_height).set_stride(edges_width);
    rgb.set_estimates({{0, width}, {0, height}, {0, 3}});
    edges.set_estimates({{0, edges_width}, {0, edges_height}});
  }

  void slide(const halide_schedule& s) {
    edges.split(y, yo, yi, s.strip, Halide::TailStrategy::ShiftInwards).parallel(yo);
    Halide::Var line = yi, keep = yo;
    if (s.lines > 1) {
      edges.split(yi, yi, ys, s.lines).unroll(ys);
    }
    if (s.tile > 0) {
      edges.split(x, xo, xi, s.tile, Halide::TailStrategy::ShiftInwards);
      if (s.lines > 1) {
        edges.reorder(xi, ys, yi, xo, yo);
      } else {
        edges.reorder(xi, yi, xo, yo);
      }
      edges.vectorize(xi, s.vector);
      keep = xo;
    } else {
      if (s.lines > 1) edges.reorder(x, ys, yi, yo);
      edges.vectorize(x, s.vector);
    }
    for (Halide::Func* f : stored(s)) {
      f->store_at(edges, keep).compute_at(edges, line).vectorize(x, s.vector);
    }
  }

  void part(const halide_schedule& s) {
    edges.split(y, yo, yi, s.strip, Halide::TailStrategy::ShiftInwards).parallel(yo);
    edges.split(x, xo, xi, s.tile, Halide::TailStrategy::ShiftInwards);
    if (s.lines > 1) {
      edges.split(yi, yi, ys, s.lines).reorder(xi, ys, xo, yi, yo);
    } else {
      edges.reorder(xi, xo, yi, yo);
    }
    edges.vectorize(xi, s.vector);
    for (Halide::Func* f : stored(s)) {
      f->store_at(edges, yo).compute_at(edges, xo).vectorize(x, s.vector);
    }
  }

  void tile(const halide_schedule& s) {
    edges.tile(x, y, xo, yo, xi, yi, s.tile, s.strip, Halide::TailStrategy::ShiftInwards)
        .vectorize(xi, s.vector)
        .parallel(yo);
    for (Halide::Func* f : stored(s)) f->compute_at(edges, xo).vectorize(x, s.vector);
  }

  std::vector<Halide::Func*> stored(const halide_schedule& s) {
    if (s.grey == 0) return {&blur_x, &blur_y};
    return {&grey, &blur_x, &blur_y};
  }
};

/// The processor at hand.
inline Halide::Target halide_target() { return Halide::get_host_target(); }

/// Makes the autoschedulers of the wheel known; `folder` holds libHalide.so.
inline void load_autoschedulers(const std::string& folder) {
  for (const char* name : {"mullapudi2016", "adams2019", "li2018"}) {
    Halide::load_plugin(folder + "/libautoschedule_" + name + ".so");
  }
}

}  // namespace stencil
