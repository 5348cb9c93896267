using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Onnx.Schema;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx;

/// <summary>The shapes of a model's inputs: what the file says, and what the user pins.</summary>
internal sealed class InputShapes
{
    private readonly Dictionary<string, TensorShape> pinned = new(StringComparer.Ordinal);
    private int? staticBatch;
    private bool hasOpenBatch;

    /// <summary>Takes up the user's shapes.</summary>
    /// <exception cref="WfnException">A shape is given for something that is no input, twice, or makes no sense (WFN3004).</exception>
    public InputShapes(ImportOptions options, ICollection<string> inputs)
    {
        foreach (var (given, shape) in options.InputShapes)
        {
            var input = given.Length == 0 && inputs.Count == 1 ? inputs.First() : given;
            if (!inputs.Contains(input))
            {
                throw Wrong(
                    $"an input shape is given for {DataName.Quote(input)}, but the model's inputs are {string.Join(", ", inputs.Take(20).Select(DataName.Quote))}");
            }

            if (pinned.ContainsKey(input))
            {
                throw Wrong($"two shapes are given for the input {DataName.Quote(input)}");
            }

            if (shape.Rank == 0 || shape.Rank > Limits.Rank || shape.Dimensions.Skip(1).Any(extent => extent < 1))
            {
                throw Wrong($"the shape {shape} given for the input {DataName.Quote(input)} must have a batch and positive extents");
            }

            pinned.Add(input, shape.WithBatch(TensorShape.Dynamic));
        }
    }

    /// <summary>The batch's extent that all inputs read so far agree on, or null where one leaves it open.</summary>
    public int? StaticBatch => hasOpenBatch ? null : staticBatch;

    /// <summary>An input's shape, its batch dynamic.</summary>
    /// <exception cref="UnsupportedException">It cannot be told, or is not supported.</exception>
    /// <exception cref="WfnException">The user's shape contradicts the file's (WFN3004).</exception>
    public TensorShape Read(ValueInfoProto input)
    {
        var name = DataName.Quote(input.Name);
        var type = (DataType)(input.Type?.TensorType?.ElemType ?? (int)DataType.Float);
        if (type is not (DataType.Float or DataType.Float16 or DataType.Bfloat16 or DataType.Double))
        {
            throw new UnsupportedException($"input {name} of element type {type}");
        }

        var isPinned = pinned.TryGetValue(input.Name, out var pin);
        if (input.Type?.TensorType?.Shape is not { } declared)
        {
            hasOpenBatch = true;
            return isPinned ? pin! : throw new UnsupportedException($"input {name} without a shape; {HowToPin(input.Name, "N,3,224,224")}");
        }

        if (declared.Dim.Count is 0 or > Limits.Rank)
        {
            throw new UnsupportedException(
                $"input {name} of {declared.Dim.Count} axes; inputs have a batch axis, and at most {Limits.Rank} axes");
        }

        var extents = declared.Dim.Select(dimension => Extent(dimension, name)).ToArray();
        TakeBatch(extents, name);
        if (isPinned)
        {
            return Pin(name, extents, pin!);
        }

        var open = Enumerable.Range(1, extents.Length - 1).Where(axis => extents[axis] == TensorShape.Dynamic).ToList();
        if (open.Count > 0)
        {
            var axes = string.Join(", ", open);
            var example = string.Join(",", extents.Select((extent, axis) => axis == 0 ? "N" : extent == TensorShape.Dynamic ? "?" : $"{extent}"));
            throw new UnsupportedException(
                $"input {name} with open extents on axes {axes} (only the batch may be open); {HowToPin(input.Name, example)}");
        }

        return new TensorShape(EquatableArray.TakeOwnership(extents));
    }

    private void TakeBatch(int[] extents, string name)
    {
        if (extents[0] == TensorShape.Dynamic)
        {
            hasOpenBatch = true;
        }
        else if ((staticBatch ??= extents[0]) != extents[0])
        {
            throw new UnsupportedException($"input {name} with a batch of {extents[0]} where another input has {staticBatch}");
        }

        extents[0] = TensorShape.Dynamic;
    }

    private static string HowToPin(string input, string example) =>
        $"pin them with an input shape, as in {DataName.Quote($"{input}={example}")}";

    // A negative or zero extent is how some exporters write an open one.
    private static int Extent(TensorShapeProto.Types.Dimension dimension, string name) => dimension.DimValue switch
    {
        <= 0 => TensorShape.Dynamic,
        > int.MaxValue => throw new WfnException(
            DiagnosticCodes.TensorTooLarge, $"input {name} claims an extent of {dimension.DimValue}"),
        var value => (int)value,
    };

    private static TensorShape Pin(string name, int[] extents, TensorShape pin)
    {
        var fits = pin.Rank == extents.Length;
        for (var axis = 1; fits && axis < extents.Length; axis++)
        {
            fits = extents[axis] == TensorShape.Dynamic || extents[axis] == pin[axis];
        }

        return fits
            ? pin
            : throw Wrong($"the shape {pin} given for the input {name} contradicts the model's [{string.Join(", ", extents.Select(Show))}]");

        static string Show(int extent) => extent == TensorShape.Dynamic ? "?" : $"{extent}";
    }

    private static WfnException Wrong(string message) => new(DiagnosticCodes.BadOption, message);
}
