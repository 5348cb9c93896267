using Google.Protobuf;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Reference;

namespace Wfn.Core.Tests.Import;

/// <summary>Files that are damaged in any way must come out as a network or as a <see cref="WfnException"/>, in little memory.</summary>
public class FuzzTests
{
    [Theory]
    [MemberData(nameof(Models))]
    public void EveryPrefixIsRefused(string model)
    {
        var bytes = File.ReadAllBytes(Repository.Model(model));

        // Every length near the ends, where the structure is, and a sample of those between.
        var lengths = Enumerable.Range(0, 300).Concat(Enumerable.Range(bytes.Length - 600, 599))
            .Concat(Enumerable.Range(1, 200).Select(i => (int)((long)bytes.Length * i / 201)));
        foreach (var length in lengths)
        {
            var error = Assert.Throws<WfnException>(() => OnnxImporter.Import(bytes[..length], model, new ImportOptions()));
            Assert.StartsWith("WFN10", error.Code, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ChangedBytesDoNoHarm(string model)
    {
        var original = File.ReadAllBytes(Repository.Model(model));
        var structure = Structure(original);
        var random = new Random(17);
        for (var round = 0; round < 250; round++)
        {
            // The weights are most of the file and say little: most changes go into what is around them.
            var bytes = (byte[])original.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var position = random.Next(4) == 0 ? random.Next(bytes.Length) : structure[random.Next(structure.Length)];
                bytes[position] = Change(random, bytes[position]);
            }

            Import(bytes);
        }
    }

    [Fact]
    public void ChangedSmallModelsDoNoHarm()
    {
        var random = new Random(23);
        foreach (var model in Repository.OperatorCases.Select(folder => File.ReadAllBytes(Path.Combine(folder, "model.onnx"))).Concat(ModelMutation.Chains().Select(model => model.ToByteArray())))
        {
            for (var round = 0; round < 20; round++)
            {
                Import(Damage(random, model));
            }
        }
    }

    [Fact]
    public void RandomBytesDoNoHarm()
    {
        var random = new Random(29);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            if (round % 2 == 0)
            {
                // As if it began with a graph.
                bytes[0] = (7 << 3) | 2;
            }

            Import(bytes);
        }
    }

    [Fact]
    public void ChangedMeaningsDoNoHarm()
    {
        // Well-formed files with absurd contents reach further than damaged ones; what is accepted must also run.
        var random = new Random(31);
        var originals = ModelMutation.Originals().ToList();
        var ran = 0;
        for (var round = 0; round < 20 * originals.Count; round++)
        {
            var model = originals[round % originals.Count].Clone();
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                ModelMutation.Change(random, model);
            }

            if (Import(model.ToByteArray()) is { } graph && ModelMutation.IsSmall(graph))
            {
                var inputs = graph.Inputs.ToDictionary(input => input.Name, input => new float[input.Shape.ElementCount]);
                new FloatExecutor(graph).Run(inputs, 1);
                ran++;
            }
        }

        Assert.True(ran > originals.Count / 2, $"only {ran} networks were accepted");
    }

    public static TheoryData<string> Models => [.. SampleModels.All];

    private static byte[] Damage(Random random, byte[] model)
    {
        var bytes = new List<byte>(model);
        for (var change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
        {
            var position = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes.RemoveRange(position, random.Next(1, Math.Min(8, bytes.Count - position) + 1));
                    break;
                case 1:
                    bytes.InsertRange(position, bytes.GetRange(position, Math.Min(random.Next(1, 30), bytes.Count - position)));
                    break;
                default:
                    bytes[position] = Change(random, bytes[position]);
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte Change(Random random, byte value) => random.Next(4) switch
    {
        0 => (byte)random.Next(256),
        1 => (byte)(value ^ (1 << random.Next(8))),
        2 => (byte)(value + 1),
        _ => (byte)(random.Next(2) == 0 ? 0xFF : 0x00),
    };

    // The positions outside long runs of weights: every byte within 40 of a piece of text.
    private static int[] Structure(byte[] bytes)
    {
        var near = new bool[bytes.Length];
        var text = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            text = bytes[i] is >= 0x20 and < 0x7F ? text + 1 : 0;
            if (text == 5)
            {
                Array.Fill(near, true, Math.Max(0, i - 40), Math.Min(80, bytes.Length - Math.Max(0, i - 40)));
            }
        }

        return [.. Enumerable.Range(0, bytes.Length).Where(i => near[i])];
    }

    private static NetworkGraph? Import(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        NetworkGraph? graph = null;
        try
        {
            graph = OnnxImporter.Import(bytes, "fuzz.onnx", new ImportOptions()).Graph;
        }
        catch (WfnException error)
        {
            Assert.StartsWith("WFN", error.Code, StringComparison.Ordinal);
            Assert.True(error.Message.Length < 20_000);
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < (600L << 20) + (100L * bytes.Length), "an import took too much memory");
        return graph;
    }
}
