/// The tree behind ArduinoJson's handles.

#include <ArduinoJson.h>

namespace ArduinoJson {
namespace detail {
namespace {

void DropChildren(Node* node) {
  while (node->first != nullptr) {
    Node* child = node->first;
    node->first = child->next;
    delete child;
  }
}

/// What was looked up becomes part of the document with everything above it.
void DefineAncestors(Node* node) {
  for (Node* above = node->parent; above != nullptr && above->type <= Node::kNull; above = above->parent) {
    above->type = node->key.length() > 0 ? Node::kObject : Node::kArray;
    node = above;
  }
}

Node* Last(Node* node) {
  Node* child = node->first;
  while (child != nullptr && child->next != nullptr) child = child->next;
  return child;
}

Node* NewChild(Node* node) {
  Node* child = new Node;
  child->parent = node;
  Node* last = Last(node);
  (last == nullptr ? node->first : last->next) = child;
  return child;
}

bool IsNumber(const Node* node) { return node->type >= Node::kInteger && node->type <= Node::kFloat; }

}  // namespace

Node::~Node() { DropChildren(this); }

void Become(Node* node, Node::Type type) {
  if (node == nullptr) return;
  DropChildren(node);
  node->text = String();
  node->integer = 0;
  node->single = false;
  node->type = type;
  DefineAncestors(node);
}

void SetBoolean(Node* node, bool value) {
  Become(node, Node::kBoolean);
  node->integer = value ? 1 : 0;
}

void SetInteger(Node* node, long long value) {
  Become(node, Node::kInteger);
  node->integer = value;
}

void SetUnsigned(Node* node, unsigned long long value) {
  Become(node, Node::kUnsigned);
  node->integer = static_cast<long long>(value);
}

void SetReal(Node* node, double value, bool single) {
  Become(node, Node::kFloat);
  node->real = value;
  node->single = single;
}

void SetText(Node* node, const char* text) {
  if (text == nullptr) return Become(node, Node::kNull);
  const String copy(text);  // It may be this node's own.
  Become(node, Node::kString);
  node->text = copy;
}

void Copy(Node* to, const Node* from) {
  if (to == from) return;
  if (from == nullptr || from->type == Node::kUndefined) return Become(to, Node::kNull);
  Become(to, from->type);
  to->integer = from->integer;
  to->single = from->single;
  to->text = from->text;
  for (const Node* child = from->first; child != nullptr; child = child->next) {
    if (child->type == Node::kUndefined) continue;
    Node* copy = NewChild(to);
    copy->key = child->key;
    Copy(copy, child);
  }
}

const Node* FindMember(const Node* node, const char* key) {
  if (node == nullptr || key == nullptr) return nullptr;
  for (const Node* child = node->first; child != nullptr; child = child->next) {
    if (child->type != Node::kUndefined && child->key == key) return child;
  }
  return nullptr;
}

Node* Member(Node* node, const char* key) {
  if (node->type > Node::kNull && node->type != Node::kObject) return nullptr;
  for (Node* child = node->first; child != nullptr; child = child->next) {
    if (child->key == key) return child;
  }
  Node* child = NewChild(node);
  child->key = key;
  return child;
}

const Node* FindElement(const Node* node, size_t index) {
  if (node == nullptr || node->type != Node::kArray) return nullptr;
  for (Node* child = NextVisible(node->first); child != nullptr; child = NextVisible(child->next)) {
    if (index-- == 0) return child;
  }
  return nullptr;
}

Node* Element(Node* node, size_t index) {
  if (node->type > Node::kNull && node->type != Node::kArray) return nullptr;
  for (Node* child = node->first; child != nullptr; child = child->next) {
    if (index-- == 0) return child;
  }
  Node* child = nullptr;
  for (size_t missing = 0; missing <= index; ++missing) child = NewChild(node);
  return child;
}

Node* Append(Node* node) {
  if (node->type <= Node::kNull) Become(node, Node::kArray);
  return node->type == Node::kArray ? NewChild(node) : nullptr;
}

Node* NextVisible(Node* node) {
  while (node != nullptr && node->type == Node::kUndefined) node = node->next;
  return node;
}

size_t Size(const Node* node) {
  size_t size = 0;
  if (node == nullptr || node->type < Node::kObject) return 0;
  for (Node* child = NextVisible(node->first); child != nullptr; child = NextVisible(child->next)) ++size;
  return size;
}

size_t Nesting(const Node* node) {
  if (node == nullptr || node->type < Node::kObject) return 0;
  size_t deepest = 0;
  for (Node* child = NextVisible(node->first); child != nullptr; child = NextVisible(child->next)) {
    const size_t depth = Nesting(child);
    if (depth > deepest) deepest = depth;
  }
  return deepest + 1;
}

namespace {

void Unlink(Node* node, const Node* child) {
  Node** link = &node->first;
  while (*link != nullptr && *link != child) link = &(*link)->next;
  if (*link == nullptr) return;
  Node* gone = *link;
  *link = gone->next;
  delete gone;
}

}  // namespace

void Remove(Node* node, const char* key) {
  if (node != nullptr && key != nullptr) Unlink(node, FindMember(node, key));
}
void Remove(Node* node, size_t index) {
  if (node != nullptr) Unlink(node, FindElement(node, index));
}

bool AsBoolean(const Node* node) {
  if (node == nullptr || node->type <= Node::kNull) return false;
  if (node->type == Node::kFloat) return node->real != 0;
  return node->type >= Node::kString || node->integer != 0;
}

long long AsInteger(const Node* node) {
  if (node == nullptr) return 0;
  if (node->type == Node::kFloat) return static_cast<long long>(node->real);
  if (node->type == Node::kString) return strtoll(node->text.c_str(), nullptr, 10);
  return node->type == Node::kBoolean || IsNumber(node) ? node->integer : 0;
}

double AsReal(const Node* node) {
  if (node == nullptr) return 0;
  if (node->type == Node::kFloat) return node->real;
  if (node->type == Node::kString) return strtod(node->text.c_str(), nullptr);
  if (node->type == Node::kUnsigned) return static_cast<double>(static_cast<unsigned long long>(node->integer));
  return node->type == Node::kBoolean || IsNumber(node) ? static_cast<double>(node->integer) : 0;
}

const char* AsText(const Node* node) {
  return node != nullptr && node->type == Node::kString ? node->text.c_str() : nullptr;
}

}  // namespace detail
}  // namespace ArduinoJson
