#include "parse/office/slide_shapes.h"

#include <algorithm>
#include <cmath>

namespace edify::parse {
namespace {

constexpr float emu_per_point = 12'700;
// Tops that differ by less are one row: people place boxes by eye.
constexpr float row_tolerance = 14;

pugi::xml_node placeholder_of(const pugi::xml_node& shape) {
  for (const std::string_view name : {"nvSpPr", "nvPicPr", "nvGraphicFramePr"}) {
    if (const auto found = descend(shape, {name, "nvPr", "ph"})) return found;
  }
  return {};
}

std::string type_of(const pugi::xml_node& ph) {
  const std::string_view type = attribute(ph, "type");
  return std::string(type.empty() ? std::string_view("obj") : type);
}

bool is_title(std::string_view type) { return type == "title" || type == "ctrTitle"; }

// Types that inherit from one placeholder of a master.
std::string_view master_type(std::string_view type) {
  if (is_title(type)) return "title";
  const bool is_own = type == "dt" || type == "ftr" || type == "sldNum" || type == "hdr";
  return is_own ? type : std::string_view("body");
}

pugi::xml_node find_placeholder(const pugi::xml_node& root, const pugi::xml_node& ph, bool by_master_type) {
  const std::string type = type_of(ph);
  pugi::xml_node by_type;
  for (const pugi::xml_node& shape : descend(root, {"cSld", "spTree"}).children()) {
    const pugi::xml_node candidate = placeholder_of(shape);
    if (!candidate) continue;
    const std::string other = type_of(candidate);
    const std::string_view index = attribute(ph, "idx");
    if (!by_master_type && !index.empty() && attribute(candidate, "idx") == index) return shape;
    const bool same =
        by_master_type ? master_type(other) == master_type(type) : other == type || (is_title(other) && is_title(type));
    if (same && !by_type) by_type = shape;
  }
  return by_type;
}

// From the coordinates of a group's children to those of the slide.
struct Transform {
  float x = 0, y = 0, scale_x = 1, scale_y = 1;

  Box apply(const Box& box) const {
    return {x + box.x0 * scale_x, y + box.y0 * scale_y, x + box.x1 * scale_x, y + box.y1 * scale_y};
  }
};

float points(const pugi::xml_node& node, std::string_view name) {
  return static_cast<float>(number(node, name)) / emu_per_point;
}

Box box_of(const pugi::xml_node& frame, std::string_view offset, std::string_view extent) {
  const pugi::xml_node at = child(frame, offset);
  const pugi::xml_node size = child(frame, extent);
  const float x = points(at, "x");
  const float y = points(at, "y");
  return {x, y, x + points(size, "cx"), y + points(size, "cy")};
}

pugi::xml_node frame_of(const pugi::xml_node& shape) {
  for (const std::string_view name : {"spPr", "grpSpPr"}) {
    if (const auto found = descend(shape, {name, "xfrm"})) return found;
  }
  return child(shape, "xfrm");
}

Transform inner_transform(const pugi::xml_node& group, const Transform& outer) {
  const pugi::xml_node frame = frame_of(group);
  const Box own = outer.apply(box_of(frame, "off", "ext"));
  const Box inner = box_of(frame, "chOff", "chExt");
  Transform result;
  result.scale_x = inner.x1 > inner.x0 ? (own.x1 - own.x0) / (inner.x1 - inner.x0) : outer.scale_x;
  result.scale_y = inner.y1 > inner.y0 ? (own.y1 - own.y0) / (inner.y1 - inner.y0) : outer.scale_y;
  result.x = own.x0 - inner.x0 * result.scale_x;
  result.y = own.y0 - inner.y0 * result.scale_y;
  return result;
}

class ShapeCollector {
 public:
  ShapeCollector(const pugi::xml_node& layout, const pugi::xml_node& master) : layout_(layout), master_(master) {}

  std::vector<SlideShape> collect(const pugi::xml_node& tree, const Transform& transform) const {
    std::vector<Unit> units;
    add_units(tree, transform, units);
    sort_by_rows(units);
    std::vector<SlideShape> shapes;
    for (Unit& unit : units) std::ranges::move(unit.shapes, std::back_inserter(shapes));
    return shapes;
  }

 private:
  // A shape, or a group's shapes in their order.
  struct Unit {
    Box box;
    bool leads = false;
    std::vector<SlideShape> shapes;
  };

  void add_units(const pugi::xml_node& tree, const Transform& transform, std::vector<Unit>& units) const {
    for (const pugi::xml_node& node : tree.children()) {
      const std::string_view name = local_name(node);
      if (name == "AlternateContent") {
        const pugi::xml_node choice = child(node, "Choice");
        add_units(choice.first_child() ? choice : child(node, "Fallback"), transform, units);
      } else if (name == "grpSp") {
        Unit unit;
        unit.box = transform.apply(box_of(frame_of(node), "off", "ext"));
        unit.shapes = collect(node, inner_transform(node, transform));
        units.push_back(std::move(unit));
      } else if (name == "sp" || name == "pic" || name == "graphicFrame") {
        units.push_back(unit_of(node, transform));
      }
    }
  }

  Unit unit_of(const pugi::xml_node& node, const Transform& transform) const {
    SlideShape shape;
    shape.node = node;
    pugi::xml_node frame = frame_of(node);
    if (const pugi::xml_node ph = placeholder_of(node)) {
      shape.is_placeholder = true;
      shape.placeholder = type_of(ph);
      shape.in_layout = find_placeholder(layout_, ph, false);
      const pugi::xml_node layout_ph = placeholder_of(shape.in_layout);
      shape.in_master = find_placeholder(master_, layout_ph ? layout_ph : ph, true);
      if (!frame) frame = frame_of(shape.in_layout);
      if (!frame) frame = frame_of(shape.in_master);
    }
    shape.box = transform.apply(box_of(frame, "off", "ext"));
    return {.box = shape.box, .leads = is_title(shape.placeholder), .shapes = {shape}};
  }

  static void sort_by_rows(std::vector<Unit>& units) {
    std::ranges::stable_sort(
        units, [](const Unit& a, const Unit& b) { return a.leads != b.leads ? a.leads : a.box.y0 < b.box.y0; });
    for (auto row = units.begin(); row != units.end();) {
      const auto end = std::find_if(row, units.end(), [&](const Unit& unit) {
        return unit.leads != row->leads || unit.box.y0 - row->box.y0 > row_tolerance;
      });
      std::stable_sort(row, end, [](const Unit& a, const Unit& b) { return a.box.x0 < b.box.x0; });
      row = end;
    }
  }

  pugi::xml_node layout_;
  pugi::xml_node master_;
};

}  // namespace

std::vector<SlideShape> order_shapes(const pugi::xml_node& slide, const pugi::xml_node& layout,
                                     const pugi::xml_node& master) {
  return ShapeCollector(layout, master).collect(descend(slide, {"cSld", "spTree"}), {});
}

}  // namespace edify::parse
