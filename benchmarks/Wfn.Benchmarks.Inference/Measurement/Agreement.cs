using Wfn.Benchmarks.Inference.Candidates;
using Wfn.Benchmarks.Inference.Networks;

namespace Wfn.Benchmarks.Inference.Measurement;

/// <summary>Makes sure, before anything is timed, that all candidates compute the same network.</summary>
internal static class Agreement
{
    // Float candidates differ by rounding; integer ones by what 8-bit activations cost, which in networks that nobody trained is much:
    // a network that computed something else would be more than 1 away.
    private const double FloatTolerance = 1e-3;
    private const double IntegerTolerance = 0.5;
    private const long MostMultiplyAdds = 4_000_000_000;
    private const int Samples = 16;

    /// <summary>Runs every candidate on some inputs and compares the outputs.</summary>
    /// <returns>For every candidate how far it is from float32 in ONNX Runtime.</returns>
    /// <exception cref="InvalidOperationException">
    /// A candidate computes something else, or our two fixed-point ones differ in a bit.
    /// </exception>
    public static IReadOnlyDictionary<string, Distance> Check(PreparedNetwork network, Func<string, bool>? only = null)
    {
        using var set = CandidateSet.Make(network, network.MultiplyAdds * Samples <= MostMultiplyAdds ? Samples : 2, only);
        foreach (var candidate in set.Candidates)
        {
            candidate.Run();
        }

        var distances = set.Candidates.ToDictionary(
            c => c.Name, c => Distance.Between(set.Candidates[0].Outputs, c.Outputs, network.OutputLength), StringComparer.Ordinal);
        foreach (var (name, distance) in distances)
        {
            var isInteger = name is CandidateSet.FixedPoint or CandidateSet.ShiftAdd or CandidateSet.RuntimeQuantized;
            if (!(distance.Relative <= (isInteger ? IntegerTolerance : FloatTolerance)))
            {
                throw new InvalidOperationException(
                    $"{network.Network.Name}: {name} computes something else: {distance} from {set.Candidates[0].Name}");
            }
        }

        var (dense, shiftAdd) = (Find(CandidateSet.FixedPoint), Find(CandidateSet.ShiftAdd));
        return dense is null || shiftAdd is null || dense.Outputs.SequenceEqual(shiftAdd.Outputs)
            ? distances
            : throw new InvalidOperationException(
                $"{network.Network.Name}: fixed point with and without multiplications gives different bits");

        ICandidate? Find(string name) => set.Candidates.FirstOrDefault(c => c.Name == name);
    }
}
