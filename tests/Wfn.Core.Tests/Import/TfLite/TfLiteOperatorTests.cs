using System.Runtime.InteropServices;
using Wfn.Import.TfLite;
using Wfn.Testing.TfLite;

namespace Wfn.Core.Tests.Import.TfLite;

/// <summary>Networks read of TFLite files give what TFLite itself gives.</summary>
public class TfLiteOperatorTests
{
    private const string Recorded = "tests/TfLiteOperators";

    // Where cases and their inputs are written, so that tests/TfLiteOperators/record.js can run TFLite on them.
    private static readonly string? RecordTo = Environment.GetEnvironmentVariable("WFN_RECORD_TFLITE");

    public static TheoryData<string> Names => [.. TfLiteCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void CasesGiveWhatTfLiteGives(string name)
    {
        var file = TfLiteCases.All[name]();
        if (RecordTo is not null)
        {
            Write(name, file);
            return;
        }

        var results = file.Run();
        for (var output = 0; output < results.Count; output++)
        {
            var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Repository.PathTo($"{Recorded}/{name}.{output}.f32")))
                .ToArray();
            Assert.Equal(expected.Length, results[output].Length);
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.True(
                    Math.Abs(expected[i] - results[output][i]) <= 1e-5 * Math.Max(1, Math.Abs(expected[i])),
                    $"element {i} of output {output} is {results[output][i]}, not {expected[i]}");
            }
        }
    }

    [Fact]
    public void EveryOperatorHasACase()
    {
        // QUANTIZE, FAKE_QUANT and DENSIFY change no number, indices are integers there; what they are read as stands in TfLiteTests.
        string[] elsewhere =
        [
            "ARG_MAX", "ARG_MIN", "Convolution2DTransposeBias", "DENSIFY", "EMBEDDING_LOOKUP", "FAKE_QUANT", "QUANTIZE", "RELU_0_TO_1", "ROUND", "SIGN",
        ];
        var used = new HashSet<string>(TfLiteCases.All.Values.SelectMany(make => make().Operators), StringComparer.Ordinal);
        Assert.Equal(elsewhere, TfLiteRegistry.All.Select(known => known.Name).Where(known => !used.Contains(known))
            .Order(StringComparer.Ordinal));
    }

    private static void Write(string name, TfLiteFile file)
    {
        Directory.CreateDirectory(RecordTo!);
        File.WriteAllBytes(Path.Combine(RecordTo!, $"{name}.tflite"), file.ToBytes());
        var inputs = file.InputSamples();
        for (var input = 0; input < inputs.Count; input++)
        {
            File.WriteAllBytes(Path.Combine(RecordTo!, $"{name}.x{input}.f32"), MemoryMarshal.AsBytes(inputs[input].AsSpan()).ToArray());
        }
    }
}
