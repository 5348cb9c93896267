using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Kernels;

namespace Wfn.Planning;

/// <summary>
/// Which layers without a multiplication run with channels last: those that take less time so, what changes of layout between them and
/// their neighbours take included.
/// </summary>
internal sealed class LookupSelection
{
    // Vector operations an element that changes its layout takes.
    private const double MovedCost = 3.5;

    // Of a layer that cannot run in a layout, or never should.
    private const double Never = 1e15;

    private readonly LoweredNetwork network;
    private readonly UseDef useDef;
    private readonly List<Layer> layers = [];
    private readonly Dictionary<string, Layer> byOutput = new(StringComparer.Ordinal);

    private LookupSelection(LoweredNetwork network, UseDef useDef) => (this.network, this.useDef) = (network, useDef);

    /// <summary>The layers of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="useDef">Its definitions and uses.</param>
    /// <param name="wherePossible">Whether all that can are taken.</param>
    public static IReadOnlyCollection<DenseCandidate> Of(LoweredNetwork network, UseDef useDef, bool wherePossible)
    {
        var selection = new LookupSelection(network, useDef);
        foreach (var operation in network.Operations)
        {
            if (selection.Find(operation) is { } layer)
            {
                selection.layers.Add(layer);
                selection.byOutput.Add(operation.Output, layer);
            }
        }

        if (wherePossible)
        {
            return [.. selection.layers.Select(l => l.Candidate).OfType<DenseCandidate>()];
        }

        var (all, none) = (selection.Improved(channelsLast: true), selection.Improved(channelsLast: false));
        return [.. (all.Cost < none.Cost ? all : none).Chosen.Select(l => l.Candidate!)];
    }

    // From all layers, or from none: layer after layer the other way, as long as that costs less.
    private (double Cost, IReadOnlyList<Layer> Chosen) Improved(bool channelsLast)
    {
        var chosen = new HashSet<Layer>(layers.Where(l => channelsLast && l.Candidate is not null));
        var cost = Cost(chosen);
        for (var before = double.PositiveInfinity; cost < before;)
        {
            before = cost;
            foreach (var layer in layers.Where(l => l.Candidate is not null))
            {
                Turn(layer);
                if (Cost(chosen) is var other && other < cost)
                {
                    cost = other;
                }
                else
                {
                    Turn(layer);
                }
            }
        }

        return (cost, [.. layers.Where(chosen.Contains)]);

        void Turn(Layer layer)
        {
            if (!chosen.Remove(layer))
            {
                chosen.Add(layer);
            }
        }
    }

    private double Cost(HashSet<Layer> chosen) => layers.Sum(layer =>
        (chosen.Contains(layer) ? layer.ChannelsLastCost : layer.PlanesCost)
        + layer.Sources.Sum(source => chosen.Contains(source) == chosen.Contains(layer) ? 0 : MovedCost * layer.InputElements));

    private Layer? Find(FixedPointOperation operation)
    {
        if (operation is LinearOperation small && InlineLayers.IsBestBesideShiftAdd(small, network[small.Inputs[0]].Shape.ElementCount))
        {
            return null;
        }

        if (operation is not (ConvolutionOperation or LinearOperation))
        {
            return null;
        }

        var candidate = DenseLayers.Find(operation, network, useDef) is { } found && IsPossible(found) ? found : null;
        var elements = network[operation.Inputs[0]].Shape.ElementCount;
        var output = network[operation.Output].Shape;
        var planes = operation switch
        {
            ConvolutionOperation convolution => Planes(convolution) + (candidate?.Geometry.IsDepthwise == true ? LookupCost.PlanesOfDepthwise(candidate.Geometry) : 0),

            // Few weights that are not 0 are added one by one; lanes of 32 bits are slower than looking up wherever it can be done.
            LinearOperation linear when Digits(linear) * ShiftAddSizes.WeightsADigit < linear.Weights.Indices.Count => 0,
            _ => Never,
        };
        var pixels = candidate is null ? 0 : output.ElementCount / candidate.Geometry.Outputs;
        return new Layer(
            candidate,
            candidate is null ? Never : LookupCost.Of(candidate.Geometry, pixels),
            candidate is null ? 0 : planes,
            elements,
            [.. Sources(candidate?.Input ?? operation.Inputs[0])]);
    }

    private static long Digits(LinearOperation linear) =>
        new ShiftAddLayer(linear.Name, linear.Weights, linear.Bias, linear.Shift, OutputBounds.Widest, OutputBounds.Widest).Additions;

    private double Planes(ConvolutionOperation convolution)
    {
        var input = network[convolution.Inputs[0]];
        var isOfBytes = ShiftAddLayout.IsOfBytes(input.Format.FixedPoint!);
        var layout = ShiftAddLayout.Of(convolution.Name, convolution, input.Shape, isOfBytes);
        return ShiftAddStrategy.Of(convolution, layout, isOfBytes, OutputBounds.Of(network[convolution.Output].Format.FixedPoint!)).Cost;
    }

    // Inputs in bytes, one channel group or one for each channel, and weights that are sums of few values.
    private bool IsPossible(DenseCandidate candidate)
    {
        var geometry = candidate.Geometry;
        if (network[candidate.Input].Format.FixedPoint is not { Bits: <= 8 } format)
        {
            return false;
        }

        if (geometry.IsDepthwise)
        {
            return true;
        }

        var weights = candidate.Operation switch
        {
            ConvolutionOperation convolution => convolution.Weights,
            LinearOperation linear => linear.Weights,
            _ => throw new InvalidOperationException("only layers of weights are candidates"),
        };
        var mantissas = weights.Codebook.Mantissas.ToArray();
        return geometry.Groups == 1 && LookupValues.Of(
            mantissas,
            LookupValues.Count(weights.Indices.AsSpan(), mantissas.Length),
            geometry.WeightShift,
            LookupValues.FewestCodes,
            LookupSizes.LargestValue(format.Minimum, format.Maximum)) is not null;
    }

    // The layers whose outputs, functions of single elements and pools seen through, make a value.
    private IEnumerable<Layer> Sources(string value) =>
        byOutput.TryGetValue(value, out var layer) ? [layer]
        : useDef.Definition(value) is { } definition ? definition.Inputs.SelectMany(Sources).Distinct() : [];

    private sealed class Layer(DenseCandidate? candidate, double channelsLastCost, double planesCost, int inputElements, IReadOnlyList<Layer> sources)
    {
        public DenseCandidate? Candidate => candidate;

        public double ChannelsLastCost => channelsLastCost;

        public double PlanesCost => planesCost;

        public int InputElements => inputElements;

        public IReadOnlyList<Layer> Sources => sources;
    }
}
