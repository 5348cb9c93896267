using System.Globalization;
using System.Runtime.InteropServices;
using Wfn.Artifact;
using Wfn.Benchmarks.Inference.Measurement;

namespace Wfn.Benchmarks.Sizes;

/// <summary>Bits a weight of the same indices in several codings, and how fast ours is decoded.</summary>
internal static class SizeTable
{
    private const int Rounds = 15;

    // Until the code is compiled as well as it will be.
    private const double WarmUpSeconds = 2;
    private const double LeastSeconds = 0.02;

    /// <summary>Prints it.</summary>
    public static void Print(IEnumerable<SizedNetwork> networks)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {DateTime.UtcNow:yyyy-MM-dd}\n"));
        Console.WriteLine("| network | weights | values | entropy | zip | brotli | zstd | LZMA | NNCodec-like | `.wfn` before | `.wfn` | of the entropy | decoded, MB/s | read, MB/s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var network in networks)
        {
            Console.WriteLine(Row(network));
        }
    }

    private static string Row(SizedNetwork network)
    {
        var tensors = network.Tensors().ToArray();
        var codebook = network.Artifact.Codebook;
        var counts = new long[codebook.Count];
        foreach (var index in tensors.SelectMany(tensor => tensor.Indices))
        {
            counts[index]++;
        }

        var weights = counts.Sum();
        var entropy = IndexCounts.EntropyBits(counts);
        // A byte a weight, or two.
        var all = tensors.SelectMany(tensor => tensor.Indices).ToArray();
        var bytes = codebook.Count <= 1 << 8 ? Array.ConvertAll(all, index => (byte)index) : MemoryMarshal.AsBytes(all.AsSpan()).ToArray();
        var zero = Enumerable.Range(0, codebook.Count).MinBy(i => Math.Abs(codebook.Mantissas[i]));
        var shared = new NetworkIndices(codebook, counts);
        var payloads = tensors.Select(tensor => (Payload: IndexPayload.Encode(tensor.Indices, tensor.Shape, shared), tensor.Indices, tensor.Shape)).ToArray();
        long[] sizes =
        [
            GeneralCompression.Deflate(bytes),
            GeneralCompression.Brotli(bytes),
            GeneralCompression.Zstd(bytes),
            GeneralCompression.Lzma(bytes),
            tensors.Sum(tensor => (long)NnCodecLike.Length(tensor.Indices, zero)),
            tensors.Sum(tensor => (long)IndexPayload.EncodeStatically(tensor.Indices, shared).Bytes.Length),
            payloads.Sum(payload => (long)payload.Payload.Bytes.Length),
        ];
        var decoded = Megabytes(weights, () =>
        {
            foreach (var (payload, indices, shape) in payloads)
            {
                if (payload.Decode(shape, shared, indices) is { } error)
                {
                    throw new InvalidOperationException(error);
                }
            }
        });
        var text = WfnWriter.Write(network.Artifact);
        var read = Megabytes(weights, () => WfnReader.Read(text, null));
        var bits = string.Join(" | ", sizes.Select(size => (8.0 * size / weights).ToString("F3", CultureInfo.InvariantCulture)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {network.Name} | {weights:N0} | {codebook.Count} | {entropy:F3} | {bits} | {(8.0 * sizes[^1] / weights / entropy) - 1:+0.0 %;−0.0 %} | {decoded} | {read} |");
    }

    // Of float32 weights, a second of this thread's processor time: the median of some rounds and the slowest and fastest of them.
    private static string Megabytes(long weights, Action action)
    {
        var rates = new List<double>();
        for (var start = ThreadClock.Seconds(); ThreadClock.Seconds() - start < WarmUpSeconds;)
        {
            action();
        }

        for (var round = 0; round < Rounds; round++)
        {
            var (begin, repeats) = (ThreadClock.Seconds(), 0);
            for (; repeats == 0 || ThreadClock.Seconds() - begin < LeastSeconds; repeats++)
            {
                action();
            }

            rates.Add(4 * weights * repeats / (ThreadClock.Seconds() - begin) / 1e6);
        }

        rates.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{rates[Rounds / 2]:F0} ({rates[0]:F0} to {rates[^1]:F0})");
    }

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        string? Of(string key) => File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        return Of("model name") is { } name ? $"{name} (family {Of("cpu family")})" : RuntimeInformation.ProcessArchitecture.ToString();
    }
}
