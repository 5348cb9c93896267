using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>Samples of data that is read in parts, in the background, because all of it is more than memory may hold.</summary>
internal sealed class SamplesInParts
{
    // Two are used in turn while two are read.
    private const int FewestParts = 4;

    // Of what is allowed: half for parts, an eighth for each choice of samples (to judge by, for statistics, to calibrate).
    private const int PartsOfMemory = 2;
    private const int ChoicesOfMemory = 8;

    private readonly PartCache cache;
    private readonly int[] starts;
    private readonly int elements;
    private readonly int[]? chosen;

    private SamplesInParts(PartCache cache, int[] starts, int elements, long mostInMemory, string key, int[]? chosen)
    {
        (this.cache, this.starts, this.elements, this.chosen) = (cache, starts, elements, chosen);
        (MostInMemory, Key) = (mostInMemory, key);
    }

    /// <summary>How many samples there are.</summary>
    public int Count => chosen?.Length ?? starts[^1];

    /// <summary>How many numbers may be copied into memory at once.</summary>
    public long MostInMemory { get; }

    /// <summary>What decides the numbers: names, digests, preprocessing.</summary>
    public string Key { get; }

    /// <summary>Which of the samples of all parts these are; null for all.</summary>
    public ReadOnlySpan<int> Chosen => chosen;

    /// <summary>Bytes of numbers of 32 bits that are kept in parts.</summary>
    public double KeptBytes { get; private init; }

    /// <summary>Samples of files, several of them in each.</summary>
    /// <param name="counts">Samples of each part; at least one.</param>
    /// <param name="elements">Numbers of a sample.</param>
    /// <param name="memory">What they may take.</param>
    /// <param name="key">What decides the numbers.</param>
    /// <param name="read">Reads a part, from several threads.</param>
    /// <exception cref="WfnException">Four parts take more than half of what is allowed (WFN1008).</exception>
    public static SamplesInParts OfFiles(int[] counts, int elements, MemoryLimit memory, string key, Func<int, float[]> read)
    {
        var largest = (double)counts.Max() * elements * sizeof(float);
        memory.Require(
            Math.Min(PartsOfMemory * FewestParts * largest, PartsOfMemory * sizeof(float) * counts.Sum(count => (double)count * elements)),
            $"data of {counts.Length} files is read in the background, at least {FewestParts} of them at a time in half of the memory (smaller files take less)");
        var capacity = (int)Math.Min(memory.Bytes / PartsOfMemory / largest, counts.Length);
        return Of(counts, elements, memory, key, capacity, readers: 1, read);
    }

    /// <summary>Samples that are a file each, and are read in any order.</summary>
    /// <param name="count">How many.</param>
    /// <param name="elements">Numbers of a sample.</param>
    /// <param name="memory">What they may take.</param>
    /// <param name="key">What decides the numbers.</param>
    /// <param name="read">Reads a sample, from several threads.</param>
    /// <exception cref="WfnException">Four samples take more than half of what is allowed (WFN1008).</exception>
    public static SamplesInParts OfSamples(int count, int elements, MemoryLimit memory, string key, Func<int, float[]> read)
    {
        const int Most = 2048;
        var bytes = (double)elements * sizeof(float);
        memory.Require(PartsOfMemory * FewestParts * bytes, $"{count} samples of {elements} numbers are read in the background, at least {FewestParts} of them at a time in half of the memory");
        var counts = new int[count];
        Array.Fill(counts, 1);
        return Of(counts, elements, memory, key, (int)Math.Min(memory.Bytes / PartsOfMemory / bytes, Math.Min(count, Most)), Environment.ProcessorCount, read);
    }

    /// <summary>A sample's numbers.</summary>
    public ReadOnlySpan<float> Sample(int sample)
    {
        var own = chosen is null ? sample : chosen[sample];
        var part = PartOf(own);
        return cache.Part(part).AsSpan((own - starts[part]) * elements, elements);
    }

    /// <summary>
    /// All samples in random order: parts in random order, and the samples of as many parts as are used in turn, mixed. Samples that are a file
    /// each are mixed as a whole.
    /// </summary>
    public int[] Shuffled(SeededRandom random)
    {
        var order = Enumerable.Range(0, Count).ToArray();
        if (starts.Length - 1 == starts[^1])
        {
            random.Shuffle(order);
            return order;
        }

        var byPart = order.GroupBy(Part).Select(group => group.ToArray()).ToArray();
        var parts = Enumerable.Range(0, byPart.Length).ToArray();
        random.Shuffle(parts);
        var mixed = new List<int>(order.Length);
        foreach (var window in parts.Chunk(cache.Window))
        {
            int[] samples = [.. window.SelectMany(part => byPart[part])];
            random.Shuffle(samples);
            mixed.AddRange(samples);
        }

        return [.. mixed];
    }

    /// <summary>Says in which order samples will be used.</summary>
    public void Expect(ReadOnlySpan<int> order)
    {
        var seen = new bool[starts.Length];
        var parts = new List<int>();
        foreach (var sample in order)
        {
            var part = Part(sample);
            if (!seen[part])
            {
                seen[part] = true;
                parts.Add(part);
            }
        }

        cache.Expect([.. parts]);
    }

    /// <summary>Some of the samples, which are still read in parts.</summary>
    /// <param name="samples">Which, in ascending order.</param>
    public SamplesInParts Select(ReadOnlySpan<int> samples)
    {
        var own = samples.ToArray();
        return new SamplesInParts(cache, starts, elements, MostInMemory, Key, chosen is null ? own : [.. own.Select(sample => chosen[sample])])
        {
            KeptBytes = KeptBytes,
        };
    }

    private static SamplesInParts Of(int[] counts, int elements, MemoryLimit memory, string key, int capacity, int readers, Func<int, float[]> read)
    {
        var starts = new int[counts.Length + 1];
        for (var part = 0; part < counts.Length; part++)
        {
            var end = (long)starts[part] + counts[part];
            starts[part + 1] = end <= int.MaxValue ? (int)end : throw new WfnException(DiagnosticCodes.BadData, $"these are more than {int.MaxValue} samples");
        }

        return new SamplesInParts(
            new PartCache(counts.Length, capacity, readers, read), starts, elements, memory.Bytes / ChoicesOfMemory / sizeof(float), key, null)
        {
            KeptBytes = (double)capacity * counts.Max() * elements * sizeof(float),
        };
    }

    private int Part(int sample) => PartOf(chosen is null ? sample : chosen[sample]);

    private int PartOf(int sample) => Array.BinarySearch(starts, sample) is var found && found >= 0 ? found : ~found - 1;
}
