/// All that a convolution's primitive depends on.
struct ConvolutionKey: Hashable {
  var pass: ConvolutionPass
  var input: Shape
  var weight: Shape
  var output: Shape
  var geometry: Conv2dGeometry
  var epilogue = EpilogueForm()
}
