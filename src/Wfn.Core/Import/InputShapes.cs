using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Import;

/// <summary>The shapes of a model's inputs: what the file says, and what the user pins.</summary>
internal sealed class InputShapes
{
    private readonly IReadOnlyList<DeclaredInput> inputs;
    private readonly Dictionary<string, TensorShape> pinned = new(StringComparer.Ordinal);

    /// <summary>Takes up the user's shapes.</summary>
    /// <exception cref="WfnException">A shape is given for something that is no input, twice, or makes no sense (WFN3004).</exception>
    public InputShapes(ImportOptions options, IReadOnlyList<DeclaredInput> inputs)
    {
        this.inputs = inputs;
        foreach (var (given, shape) in options.InputShapes)
        {
            var input = given.Length == 0 && inputs.Count == 1 ? inputs[0].Name : given;
            if (inputs.All(known => known.Name != input))
            {
                throw Wrong(
                    $"an input shape is given for {DataName.Quote(input)}, but the model's inputs are {string.Join(", ", inputs.Take(20).Select(known => DataName.Quote(known.Name)))}");
            }

            if (pinned.ContainsKey(input))
            {
                throw Wrong($"two shapes are given for the input {DataName.Quote(input)}");
            }

            if (shape.Rank == 0 || shape.Rank > Limits.Rank || shape.Sample.Dimensions.Any(extent => extent < 1))
            {
                throw Wrong($"the shape {shape} given for the input {DataName.Quote(input)} must have a batch and positive extents");
            }

            pinned.Add(input, shape);
        }
    }

    /// <summary>What is worth taking for the batch, in order.</summary>
    public IReadOnlyList<BatchAssumption> Assumptions() => BatchAssumption.InOrder([.. inputs.Select(Extents)]);

    /// <summary>The shapes where an assumption of the batch holds, and what is not supported of them.</summary>
    /// <exception cref="WfnException">The user's shape contradicts the file's (WFN3004), or an extent is none (WFN1005).</exception>
    public (IReadOnlyList<TensorShape?> Shapes, int? StaticBatch) Read(BatchAssumption assumption, Problems problems)
    {
        var shapes = new List<TensorShape?>();
        var batch = new BatchExtent();
        for (var input = 0; input < inputs.Count; input++)
        {
            try
            {
                shapes.Add(Read(inputs[input], assumption.Axes[input], batch));
            }
            catch (UnsupportedException unsupported)
            {
                problems.Add(unsupported.Message);
                shapes.Add(null);
            }
        }

        return (shapes, batch.Static);
    }

    /// <summary>Open extents that were pinned, or taken for 1 because no axis of theirs is a batch; a sentence for each input.</summary>
    /// <param name="network">The network that was made.</param>
    public IEnumerable<string> Notes(NetworkGraph network)
    {
        foreach (var input in inputs)
        {
            var own = network.Inputs.FirstOrDefault(made => made.Name == input.Name);
            if (own is not null && SampleScope.BatchAxis(own.Shape) < 0 && Pin(input) is null && input.Extents is { Count: > 0 } extents && extents[0] == TensorShape.Dynamic)
            {
                yield return $"input {DataName.Quote(input.Name)}: no axis is a batch whose samples are computed apart, so its open extent is taken for 1; for another, "
                    + HowToPin(input.Name, string.Join(",", own.Shape.Dimensions));
            }
            else if (own is not null && Pin(input) is not null && PinnedAxes(input, own.Shape) is { Count: > 0 } axes)
            {
                yield return $"input {DataName.Quote(input.Name)}: of the extents that the file leaves open, "
                    + $"{string.Join(", ", axes.Select(axis => $"axis {axis} is pinned to {own.Shape[axis]}"))}, as asked for";
            }
        }
    }

    private TensorShape Read(DeclaredInput input, int batchAxis, BatchExtent batch)
    {
        var name = DataName.Quote(input.Name);
        if (input.RefusedType is { } type)
        {
            throw new UnsupportedException($"input {name} of element type {type}");
        }

        var pin = Pin(input);
        if (pin is null && input.Extents is null)
        {
            batch.Take(TensorShape.Dynamic, input.Name);
            throw new UnsupportedException($"input {name} without a shape; {HowToPin(input.Name, "N,3,224,224")}");
        }

        var declared = Declared(input, pin);
        if (declared.Length > Limits.Rank || declared.Length <= batchAxis)
        {
            throw new UnsupportedException(
                $"input {name} of {declared.Length} axes; inputs have a batch axis, and at most {Limits.Rank} axes"
                + (declared.Length == 0
                    ? $"; one of a single element may be given a value instead, as in {DataName.Quote($"{input.Name}=1")}" : ""));
        }

        var extents = pin is null ? [.. declared] : Pinned(name, declared, pin);
        if (batchAxis >= 0)
        {
            batch.Take(declared[batchAxis], input.Name);
            extents[batchAxis] = TensorShape.Dynamic;
        }
        else if (extents.Length > 0 && extents[0] == TensorShape.Dynamic)
        {
            extents[0] = 1;
        }

        var open = Enumerable.Range(0, extents.Length).Where(axis => axis != batchAxis && extents[axis] == TensorShape.Dynamic).ToList();
        if (open.Count > 0)
        {
            var axes = string.Join(", ", open);
            var example = string.Join(
                ",", extents.Select((extent, axis) => axis == batchAxis ? "N" : extent == TensorShape.Dynamic ? "?" : $"{extent}"));
            throw new UnsupportedException(
                $"input {name} with open extents on axes {axes} (only the batch may be open); {HowToPin(input.Name, example)}");
        }

        var shape = new TensorShape(EquatableArray.TakeOwnership(extents));
        ShapeInference.CheckExtents(shape, $"input {name}");
        return shape;
    }

    private static List<int> PinnedAxes(DeclaredInput input, TensorShape shape) =>
        [.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] != TensorShape.Dynamic && (input.Extents is not { } extents || extents[axis] == TensorShape.Dynamic))];

    private int[] Extents(DeclaredInput input)
    {
        var pin = Pin(input);
        var declared = Declared(input, pin);
        return pin is null ? declared : Pinned(DataName.Quote(input.Name), declared, pin);
    }

    private TensorShape? Pin(DeclaredInput input) => pinned.TryGetValue(input.Name, out var pin) ? pin : null;

    // The file's extents; all open where it has none but the user says how many there are.
    private static int[] Declared(DeclaredInput input, TensorShape? pin) => input.Extents is { } extents
        ? [.. extents]
        : [.. Enumerable.Repeat(TensorShape.Dynamic, pin?.Rank ?? 0)];

    private static string HowToPin(string input, string example) =>
        $"pin them with an input shape, as in {DataName.Quote($"{input}={example}")}";

    // The user's number of samples on axis 0 does not bind: it counts only where no axis is the batch.
    private static int[] Pinned(string name, int[] extents, TensorShape pin)
    {
        var fits = pin.Rank == extents.Length;
        for (var axis = 1; fits && axis < extents.Length; axis++)
        {
            fits = extents[axis] == TensorShape.Dynamic || pin[axis] == TensorShape.Dynamic || extents[axis] == pin[axis];
        }

        return fits
            ? [.. extents.Select((extent, axis) => extent == TensorShape.Dynamic ? pin[axis] : extent)]
            : throw Wrong($"the shape {pin} given for the input {name} contradicts the model's [{string.Join(", ", extents.Select(Show))}]");

        static string Show(int extent) => extent == TensorShape.Dynamic ? "?" : $"{extent}";
    }

    private static WfnException Wrong(string message) => new(DiagnosticCodes.BadOption, message);

    // The extent that all inputs' batches have in the file.
    private sealed class BatchExtent
    {
        private int? given;
        private bool isOpen;

        public int? Static => isOpen ? null : given;

        public void Take(int extent, string input)
        {
            if (extent == TensorShape.Dynamic)
            {
                isOpen = true;
            }
            else if ((given ??= extent) != extent)
            {
                throw new UnsupportedException($"input {DataName.Quote(input)} with a batch of {extent} where another input has {given}"
                    + (MissingWeights.AreCalled(input) ? $"; {MissingWeights.Remedy}" : ""));
            }
        }
    }
}
