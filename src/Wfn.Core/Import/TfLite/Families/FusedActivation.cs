using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Families;

/// <summary>The functions that a file fuses with the node in front of them, by their numbers in the schema.</summary>
internal static class FusedActivation
{
    /// <summary>No function.</summary>
    public const int None = 0;

    /// <summary>The function's name as part of a node's, and the node to be named and connected.</summary>
    /// <exception cref="UnsupportedException">It is not read.</exception>
    public static (string Part, Node Node) Of(int number) => number switch
    {
        1 => ("relu", new ReluNode { Name = "", Inputs = [] }),
        2 => ("relu1", Clip(-1, 1)),
        3 => ("relu6", Clip(0, 6)),
        4 => ("tanh", UnaryFunctions.Tanh.Blank),
        _ => throw new UnsupportedException($"the fused function number {number}"),
    };

    /// <summary>A node that bounds its input.</summary>
    public static ClipNode Clip(float minimum, float maximum) => new() { Name = "", Inputs = [], Minimum = minimum, Maximum = maximum };
}
