#include "parse/pdf/rulings.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace edify::parse::pdf {
namespace {

// What is looked at of a page, however large it is.
constexpr int most_objects = 30'000;
constexpr int most_segments = 60'000;
constexpr int most_clip_paths = 4;
constexpr int deepest_form = 6;
constexpr std::size_t most_rulings = 1500;  // of one orientation, after joining: more are a drawing

// In points.
constexpr float thickest_rule = 3.0F;
constexpr float skew = 0.8F;
constexpr float shortest_piece = 1.5F;
constexpr float shortest_ruling = 7.0F;
constexpr float same_position = 1.2F;
constexpr float joined_gap = 2.5F;

FS_MATRIX concat(const FS_MATRIX& first, const FS_MATRIX& then) {
  return {.a = first.a * then.a + first.b * then.c,
          .b = first.a * then.b + first.b * then.d,
          .c = first.c * then.a + first.d * then.c,
          .d = first.c * then.b + first.d * then.d,
          .e = first.e * then.a + first.f * then.c + then.e,
          .f = first.e * then.b + first.f * then.d + then.f};
}

Box intersect(const Box& a, const Box& b) {
  return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}

Box box_of(Point a, Point b) {
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
}

bool is_near_white(unsigned int red, unsigned int green, unsigned int blue) {
  return red > 250 && green > 250 && blue > 250;
}

std::vector<Ruling> joined(std::vector<Ruling> pieces) {
  std::ranges::sort(pieces, {}, &Ruling::position);
  std::vector<Ruling> result;
  for (auto first = pieces.begin(); first != pieces.end();) {
    const auto last = std::find_if(first, pieces.end(),
                                   [&](const Ruling& r) { return r.position > first->position + same_position; });
    std::sort(first, last, [](const Ruling& a, const Ruling& b) { return a.from < b.from; });
    const std::size_t group = result.size();
    for (; first != last; ++first) {
      if (result.size() == group || first->from > result.back().to + joined_gap) {
        result.push_back(*first);
      } else {
        result.back().to = std::max(result.back().to, first->to);
      }
    }
  }
  std::erase_if(result, [](const Ruling& ruling) { return ruling.length() < shortest_ruling; });
  return result;
}

RulingSet joined(RulingSet pieces) {
  RulingSet result{.horizontal = joined(std::move(pieces.horizontal)), .vertical = joined(std::move(pieces.vertical))};
  if (result.horizontal.size() > most_rulings || result.vertical.size() > most_rulings) return {};
  return result;
}

class RulingReader {
 public:
  RulingReader(const PageFrame& frame, Direction direction) : frame_(frame), direction_(direction) {
    const PageSize size = frame_size(frame.size(), direction);
    page_box_ = {0, 0, size.width, size.height};
  }

  Rulings read(FPDF_PAGE page) {
    constexpr FS_MATRIX identity{.a = 1, .b = 0, .c = 0, .d = 1, .e = 0, .f = 0};
    const int count = FPDFPage_CountObjects(page);
    for (int index = 0; index < count && may_go_on(); ++index) visit(FPDFPage_GetObject(page, index), identity, 0);
    return {.drawn = joined(std::move(drawn_)), .shading = joined(std::move(shading_))};
  }

 private:
  bool may_go_on() const { return objects_ < most_objects && segments_ < most_segments; }

  void visit(FPDF_PAGEOBJECT object, const FS_MATRIX& container, int depth) {
    ++objects_;
    const int type = FPDFPageObj_GetType(object);
    if (type == FPDF_PAGEOBJ_PATH) visit_path(object, container);
    if (type != FPDF_PAGEOBJ_FORM || depth >= deepest_form) return;
    FS_MATRIX matrix{};
    if (!FPDFPageObj_GetMatrix(object, &matrix)) return;
    matrix = concat(matrix, container);
    const int count = FPDFFormObj_CountObjects(object);
    for (int index = 0; index < count && may_go_on(); ++index) {
      visit(FPDFFormObj_GetObject(object, static_cast<unsigned long>(index)), matrix, depth + 1);
    }
  }

  void visit_path(FPDF_PAGEOBJECT path, const FS_MATRIX& container) {
    FS_MATRIX matrix{};
    if (!look_at_paint(path) || !FPDFPageObj_GetMatrix(path, &matrix)) return;
    const int count = FPDFPath_CountSegments(path);
    if (count < 2) return;
    clip_ = clip_box(path, container);
    if (clip_.x0 > clip_.x1 || clip_.y0 > clip_.y1) return;
    matrix = concat(matrix, container);
    points_.clear();
    curved_ = false;
    for (int index = 0; index < count && segments_ < most_segments; ++index) {
      ++segments_;
      add_segment(FPDFPath_GetPathSegment(path, index), matrix);
    }
    finish_subpath(false);
  }

  // False where the path shows nothing.
  bool look_at_paint(FPDF_PAGEOBJECT path) {
    int fill_mode = 0;
    FPDF_BOOL stroke = 0;
    if (!FPDFPath_GetDrawMode(path, &fill_mode, &stroke)) return false;
    unsigned int red = 0;
    unsigned int green = 0;
    unsigned int blue = 0;
    unsigned int alpha = 255;
    stroked_ = stroke != 0;
    if (stroked_ && FPDFPageObj_GetStrokeColor(path, &red, &green, &blue, &alpha)) stroked_ = alpha > 0;
    filled_ = fill_mode != 0;
    alpha = 255;
    white_ = filled_ && FPDFPageObj_GetFillColor(path, &red, &green, &blue, &alpha) && is_near_white(red, green, blue);
    filled_ = filled_ && alpha > 0;
    return stroked_ || filled_;
  }

  Point placed(float x, float y, const FS_MATRIX& matrix) const {
    return frame_.in_frame(matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f, direction_);
  }

  Box clip_box(FPDF_PAGEOBJECT object, const FS_MATRIX& container) const {
    Box box = page_box_;
    const FPDF_CLIPPATH clip = FPDFPageObj_GetClipPath(object);
    const int paths = clip ? std::min(FPDFClipPath_CountPaths(clip), most_clip_paths) : 0;
    for (int path = 0; path < paths; ++path) {
      constexpr int corners = 8;  // what cuts along the axes has no more
      const int count = FPDFClipPath_CountPathSegments(clip, path);
      if (count < 2 || count > corners) continue;
      constexpr float far = std::numeric_limits<float>::max();
      Box bounds{far, far, -far, -far};
      for (int index = 0; index < count; ++index) {
        float x = 0;
        float y = 0;
        FPDFPathSegment_GetPoint(FPDFClipPath_GetPathSegment(clip, path, index), &x, &y);
        const Point point = placed(x, y, container);
        bounds = unite(bounds, {point.x, point.y, point.x, point.y});
      }
      box = intersect(box, bounds);
    }
    return box;
  }

  void add_segment(FPDF_PATHSEGMENT segment, const FS_MATRIX& matrix) {
    float x = 0;
    float y = 0;
    if (!FPDFPathSegment_GetPoint(segment, &x, &y)) return;
    const int type = FPDFPathSegment_GetType(segment);
    if (type == FPDF_SEGMENT_MOVETO) finish_subpath(false);
    const Point point = placed(x, y, matrix);
    const bool curve = type == FPDF_SEGMENT_BEZIERTO;
    if (stroked_ && !points_.empty() && !curve) add_stroke(points_.back(), point);
    curved_ = curved_ || curve;
    points_.push_back(point);
    if (FPDFPathSegment_GetClose(segment)) finish_subpath(true);
  }

  void finish_subpath(bool closed) {
    if (stroked_ && closed && !points_.empty()) add_stroke(points_.back(), points_.front());
    if (filled_ && !curved_) add_fill();
    points_.clear();
    curved_ = false;
  }

  void add_stroke(Point a, Point b) { add_line(box_of(a, b), drawn_); }

  // A line, or nothing where `box` is neither flat nor narrow.
  void add_line(const Box& box, RulingSet& set) const {
    if (!std::isfinite(box.x0 + box.y0 + box.x1 + box.y1)) return;
    const float width = box.x1 - box.x0;
    const float height = box.y1 - box.y0;
    const Box seen = intersect(box, clip_);
    if (seen.x0 > seen.x1 || seen.y0 > seen.y1) return;
    if (height <= skew && seen.x1 - seen.x0 >= shortest_piece) {
      set.horizontal.push_back({(box.y0 + box.y1) / 2, seen.x0, seen.x1});
    } else if (width <= skew && seen.y1 - seen.y0 >= shortest_piece) {
      set.vertical.push_back({(box.x0 + box.x1) / 2, seen.y0, seen.y1});
    }
  }

  // The area of a rectangle; shapes that are none have no edges here.
  void add_fill() {
    if (points_.size() < 4 || points_.size() > 6) return;
    Box box{points_[0].x, points_[0].y, points_[0].x, points_[0].y};
    for (std::size_t at = 1; at < points_.size(); ++at) {
      const Point& a = points_[at - 1];
      const Point& b = points_[at];
      if (std::abs(a.x - b.x) > skew && std::abs(a.y - b.y) > skew) return;
      box = unite(box, {b.x, b.y, b.x, b.y});
    }
    const float width = box.x1 - box.x0;
    const float height = box.y1 - box.y0;
    if (std::min(width, height) <= thickest_rule) {
      const float x = (box.x0 + box.x1) / 2;
      const float y = (box.y0 + box.y1) / 2;
      add_line(width > height ? Box{box.x0, y, box.x1, y} : Box{x, box.y0, x, box.y1}, drawn_);
    } else if (!white_ && !stroked_) {
      const Box seen = intersect(box, clip_);
      add_line({seen.x0, seen.y0, seen.x1, seen.y0}, shading_);
      add_line({seen.x0, seen.y1, seen.x1, seen.y1}, shading_);
      add_line({seen.x0, seen.y0, seen.x0, seen.y1}, shading_);
      add_line({seen.x1, seen.y0, seen.x1, seen.y1}, shading_);
    }
  }

  const PageFrame& frame_;
  Direction direction_;
  Box page_box_;
  RulingSet drawn_;
  RulingSet shading_;
  int objects_ = 0;
  int segments_ = 0;
  // of the path being read
  std::vector<Point> points_;
  Box clip_;
  bool stroked_ = false;
  bool filled_ = false;
  bool white_ = false;
  bool curved_ = false;
};

}  // namespace

Rulings read_rulings(FPDF_PAGE page, const PageFrame& frame, Direction direction) {
  return RulingReader(frame, direction).read(page);
}

}  // namespace edify::parse::pdf
