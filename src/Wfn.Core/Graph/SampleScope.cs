namespace Wfn.Graph;

/// <summary>What a node has to know to lose its batch axis: where its operands and results have theirs.</summary>
internal sealed class SampleScope(GraphIndex index, Func<string, TensorShape, string> reshaped)
{
    /// <summary>What stands for an axis that is not there.</summary>
    public const int NoBatch = -1;

    /// <summary>The batch axis of an operand, or <see cref="NoBatch"/>.</summary>
    public int BatchAxis(Node node, int input) => BatchAxis(Shape(node, input));

    /// <summary>The batch axis of a result, or <see cref="NoBatch"/>.</summary>
    public int ResultBatchAxis(Node node, int output = 0) => BatchAxis(ResultShape(node, output));

    /// <summary>The shape of an operand, its batch axis included.</summary>
    public TensorShape Shape(Node node, int input) => index.Shape(node.Inputs[input]);

    /// <summary>The shape of a result, its batch axis included.</summary>
    public TensorShape ResultShape(Node node, int output = 0) => index.Shape(node.Outputs[output]);

    /// <summary>An axis of a tensor once its batch axis is gone.</summary>
    public static int Without(int batch, int axis) => batch >= 0 && axis > batch ? axis - 1 : axis;

    /// <summary>Entries for each axis once the batch's is gone.</summary>
    public static EquatableArray<int> Without(int batch, EquatableArray<int> entries) =>
        batch < 0 ? entries : entries.Where((_, axis) => axis != batch).ToEquatableArray();

    /// <summary>The name of a parameter's values under another shape.</summary>
    public string Reshaped(string parameter, TensorShape shape) => reshaped(parameter, shape);

    /// <summary>The axis that is the batch, or <see cref="NoBatch"/>.</summary>
    public static int BatchAxis(TensorShape shape) => shape.Dimensions.AsSpan().IndexOf(TensorShape.Dynamic);
}
