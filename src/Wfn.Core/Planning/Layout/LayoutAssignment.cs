using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Numerics;
using Wfn.Operators;

namespace Wfn.Planning;

/// <summary>
/// Which operations run with channels last, and how each value lies then: with as much padding as all that read it need, in bytes where
/// its integers fit them and every kernel that reads it takes them.
/// </summary>
internal sealed class LayoutAssignment
{
    private readonly LoweredNetwork network;
    private readonly Dictionary<string, DenseLayer> dense = new(StringComparer.Ordinal);
    private readonly HashSet<string> floats = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChannelsLastBorder> borders = new(StringComparer.Ordinal);
    private readonly HashSet<string> wide = new(StringComparer.Ordinal);

    private LayoutAssignment(LoweredNetwork network) => this.network = network;

    /// <summary>Everything row-major.</summary>
    public static LayoutAssignment RowMajor(LoweredNetwork network) => new(network);

    /// <summary>Channels last wherever kernels gain by it.</summary>
    public static LayoutAssignment ChannelsLast(LoweredNetwork network, UseDef useDef)
    {
        var assignment = new LayoutAssignment(network) { AllowsChannelsLast = true };
        assignment.SelectDense(useDef);
        if (!network.HasIntegers)
        {
            assignment.SelectFloats();
        }

        assignment.JoinBorders();
        return assignment;
    }

    /// <summary>Without a multiplication: channels last wherever products looked up and shifts channel by channel take less than sums over planes.</summary>
    public static LayoutAssignment WithoutProducts(LoweredNetwork network, UseDef useDef, bool wherePossible)
    {
        var candidates = LookupSelection.Of(network, useDef, wherePossible);
        var assignment = new LayoutAssignment(network) { AllowsChannelsLast = candidates.Count > 0 };
        foreach (var candidate in candidates)
        {
            assignment.NeedBorder(candidate.Input, candidate.Geometry.Border);
            assignment.dense.Add(
                candidate.Operation.Output, new DenseLayer(candidate.Operation, candidate.Input, DenseKernelChoice.WithoutProducts(candidate.Geometry)));
        }

        assignment.JoinBorders();
        return assignment;
    }

    /// <summary>Whether any operation may run with channels last.</summary>
    public bool AllowsChannelsLast { get; private init; }

    /// <summary>The layer that an operation of integers is to dense kernels; null where they do not take it.</summary>
    public DenseLayer? FindDense(FixedPointOperation operation) => dense.TryGetValue(operation.Output, out var layer) ? layer : null;

    /// <summary>Whether a node in float32 runs with channels last, if what it reads can be read so.</summary>
    public bool IsChannelsLast(Float32Operation operation) => floats.Contains(operation.Output);

    /// <summary>How a value lies when its channels are last.</summary>
    public ChannelsLastLayout Layout(string value)
    {
        var (_, shape, format) = network[value];
        var extents = ChannelExtents.Of(shape);
        var isRead = borders.TryGetValue(value, out var border);

        // A few numbers that no dense layer reads stay as everybody else reads them.
        var isBytes = format.FixedPoint is { Bits: <= 8 } && !wide.Contains(value) && (isRead || extents.Height * extents.Width > 1);
        return new ChannelsLastLayout
        {
            Channels = extents.Channels,
            Height = extents.Height,
            Width = extents.Width,
            ElementBytes = isBytes ? 1 : format.Storage.Bytes(),
            Zero = isBytes ? ZeroPoint(format.FixedPoint!) : 0,
            Border = border,
        };
    }

    private static int ZeroPoint(FixedPointFormat format) => format.IsSigned ? 128 : 0;

    private void SelectDense(UseDef useDef)
    {
        var drafts = new List<(DenseCandidate Candidate, DenseKernelChoice? Narrow)>();
        foreach (var operation in network.Operations)
        {
            if (DenseLayers.Find(operation, network, useDef) is not { } candidate)
            {
                continue;
            }

            var format = network[candidate.Input].Format.FixedPoint!;
            var zero = ZeroPoint(format);
            var narrow = format.Bits <= 8 ? DenseKernelChoice.Narrow(candidate.Geometry, new OutputBounds(format.Minimum + zero, format.Maximum + zero)) : null;
            if (operation is ConvolutionOperation convolution && DenseLayers.IsBetterAdded(convolution, narrow ?? DenseKernelChoice.Wide(candidate.Geometry), network))
            {
                continue;
            }

            drafts.Add((candidate, narrow));
            NeedBorder(candidate.Input, candidate.Geometry.Border);
            if (narrow is null)
            {
                wide.Add(candidate.Input);
            }
        }

        SpreadWide();
        foreach (var (candidate, narrow) in drafts)
        {
            var choice = wide.Contains(candidate.Input) ? DenseKernelChoice.Wide(candidate.Geometry) : narrow!;
            dense.Add(candidate.Operation.Output, new DenseLayer(candidate.Operation, candidate.Input, choice));
        }
    }

    private void SelectFloats()
    {
        foreach (var operation in network.Operations.OfType<Float32Operation>())
        {
            var support = OperatorDefinition.Of(operation.Node).Layouts(operation.Node, network.Index);
            if (!support.HasChannelsLast)
            {
                continue;
            }

            floats.Add(operation.Output);
            if (support.Window is { } window)
            {
                var shape = network[operation.Inputs[0]].Shape;
                NeedBorder(operation.Inputs[0], ChannelsLastBorder.Of(window, shape[1], shape[2]));
            }
        }
    }

    // The largest of some elements is one of them: both sides of a pool have the same elements.
    private void SpreadWide()
    {
        for (var before = -1; before != wide.Count;)
        {
            before = wide.Count;
            foreach (var pool in network.Operations.OfType<MaxPoolOperation>())
            {
                if (wide.Contains(pool.Inputs[0]) || wide.Contains(pool.Output))
                {
                    wide.Add(pool.Inputs[0]);
                    wide.Add(pool.Output);
                }
            }
        }
    }

    // Functions of single elements go through memory from end to end: both sides have the same padding.
    private void JoinBorders()
    {
        for (var isChanged = true; isChanged;)
        {
            isChanged = false;
            foreach (var operation in network.Operations.Where(o => Elementwise.StandsAlone(o, network)))
            {
                var values = operation.Inputs.Append(operation.Output).Where(v => borders.ContainsKey(v)).ToArray();
                if (values.Length == 0)
                {
                    continue;
                }

                var border = values.Select(v => borders[v]).Aggregate((a, b) => a.Union(b));
                foreach (var value in operation.Inputs.Append(operation.Output))
                {
                    isChanged |= NeedBorder(value, border);
                }
            }
        }
    }

    private bool NeedBorder(string value, ChannelsLastBorder border)
    {
        var isThere = borders.TryGetValue(value, out var old);
        borders[value] = isThere ? border.Union(old) : border;
        return !isThere || borders[value] != old;
    }
}
