using Wfn.Graph;

namespace Wfn.Operators.Window;

/// <summary>What the kernel of a convolution has to be, [outputs, inputs / groups, height, width].</summary>
internal static class KernelShape
{
    /// <summary>The kernel's shape, checked to have as many axes.</summary>
    public static TensorShape Of(Node node, TypeScope scope, int place)
    {
        var kernel = scope.Shape(node, place);
        node.Require(kernel.Rank == 4, $"needs a kernel of four axes, not {kernel}");
        return kernel;
    }

    /// <summary>Requires the height and width of the window.</summary>
    public static void Require(Node node, TensorShape kernel, SlidingWindow window) => node.Require(
        kernel[2] == window.KernelHeight && kernel[3] == window.KernelWidth,
        $"has a window of {window.KernelHeight} by {window.KernelWidth} but a kernel {kernel}");
}
