/// A number of things in words: `1 image`, `2 images`; `3 classes` of `counted(3, "class", "classes")`.
package func counted(
  _ count: some BinaryInteger, _ one: String, _ several: String? = nil
) -> String {
  "\(count) \(count == 1 ? one : several ?? one + "s")"
}
