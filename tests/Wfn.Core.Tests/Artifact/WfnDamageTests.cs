using System.Text;
using Wfn.Artifact;
using Wfn.Diagnostics;

namespace Wfn.Core.Tests.Artifact;

public class WfnDamageTests
{
    private static readonly string Text = WfnWriter.Write(SampleNetworks.EveryNode());

    public static TheoryData<string, string, string> WrongFields => new()
    {
        { "wfn 3\n", "onnx\n", "line 1" },
        { "sha256=0", "sha256=g", "sha256" },
        { "shape=[batch,1,8,8]", "shape=[batch,1,8,2147483647]", "shape" },
        { "role=bias", "role=banana", "role" },
        { "stored=float32 shape=[4]", "stored=indices shape=[4]", "stored" },
        { "inputs=[\"b1\"]", "inputs=[\"p1\"]", "inputs" },
        { "inputs=[\"b1\"]", "inputs=[\"b1\",\"b9\"]", "inputs" },
        { "\"conv.weight\",\"conv.bias\"]", "\"fc.wait\"]", "inputs" },
        { "outputs=[\"r1\"]", "outputs=[\"c1\"]", "twice" },
        { "stride=[2,2]", "stride=[0,2]", "stride" },
        { "groups=4", "groups=5", "crc32" },
        { "epsilon=1E-05", "epsilon=NaN", "epsilon" },
        { "fractionBits=7", "fractionBits=31", "fractionBits" },
        { "mantissa=-64 value", "mantissa=-63 value", "value" },
        { "terms=[-2^-1]", "terms=[-2^0]", "terms" },
        { "format=signed bits=8", "format=signed bits=17", "bits" },
        { "value=0.9267", "value=0.9268", "crc32" },
        { "samples=10000", "samples=10001", "crc32" },
        { "kind=float32 bytes=16", "kind=float32 bytes=2000000000", "bytes" },
        { "kind=float32 bytes=16", "kind=float32 bytes=12", "bytes" },
        { "\nend\n", "\n", "cut off" },
        { "\nend\n", "\nend\nmore\n", "more text" },
        { "checksum crc32=", "checksum crc32=0", "crc32" },
    };

    [Theory]
    [MemberData(nameof(WrongFields))]
    public void WrongFieldIsNamedWithItsLine(string original, string replacement, string named)
    {
        var position = Text.IndexOf(original, StringComparison.Ordinal);
        Assert.True(position >= 0, $"the sample has no {original}");
        var damaged = Text[..position] + replacement + Text[(position + original.Length)..];

        var e = Assert.Throws<WfnException>(() => WfnReader.Read(damaged, "model.wfn"));

        Assert.Equal(DiagnosticCodes.CorruptedArtifact, e.Code);
        Assert.Equal("model.wfn", e.File);
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.InRange(e.Line, 1, damaged.Count(c => c == '\n') + 1);
        Assert.Contains($"line {e.Line}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LineOfTheFailureIsTheDamagedLine()
    {
        var lines = Text.Split('\n');
        var node = Array.FindIndex(lines, l => l.StartsWith("node kind=maxPool", StringComparison.Ordinal));
        lines[node] = lines[node].Replace("kernel=", "kernels=", StringComparison.Ordinal);

        var e = Assert.Throws<WfnException>(() => WfnReader.Read(string.Join('\n', lines), null));

        Assert.Equal(node + 1, e.Line);
        Assert.Contains("kernel", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EverySingleCharacterChangeIsDetected()
    {
        var characters = Text.ToCharArray();
        var random = new Random(3);
        for (var i = 0; i < Text.Length; i++)
        {
            foreach (var other in (char[])[(char)(Text[i] ^ 1), random.Next(4) switch { 0 => '\n', 1 => 'Ł', _ => (char)random.Next(' ', 127) }])
            {
                if (other == Text[i] || (other == '\n' && i == Text.Length - 1))
                {
                    continue;
                }

                characters[i] = other;
                var damaged = new string(characters);
                AssertRefused(damaged);
            }

            characters[i] = Text[i];
        }
    }

    [Fact]
    public void LinesDroppedDoubledOrSwappedAreDetected()
    {
        var lines = Text.Split('\n')[..^1];
        for (var i = 0; i < lines.Length; i++)
        {
            AssertRefused(Join([.. lines[..i], .. lines[(i + 1)..]]));
            AssertRefused(Join([.. lines[..i], lines[i], .. lines[i..]]));
            if (i > 0 && lines[i] != lines[i - 1])
            {
                AssertRefused(Join([.. lines[..(i - 1)], lines[i], lines[i - 1], .. lines[(i + 1)..]]));
            }
        }

        static string Join(string[] lines) => string.Join('\n', lines) + "\n";
    }

    [Fact]
    public void EveryTruncationIsDetected()
    {
        // The very last line end may be missing.
        for (var length = 0; length < Text.Length - 1; length++)
        {
            AssertRefused(Text[..length]);
        }
    }

    [Fact]
    public void RandomDamageWithRightChecksumsNeverEscapes()
    {
        var random = new Random(5);
        var refused = 0;
        for (var run = 0; run < 20_000; run++)
        {
            var damaged = new StringBuilder(Text);
            for (var edit = random.Next(1, 4); edit > 0; edit--)
            {
                Mutate(damaged, random);
            }

            try
            {
                WfnReader.Read(WfnChecksums.Repair(damaged.ToString()), null);
            }
            catch (WfnException e)
            {
                Assert.Contains(e.Code, (string[])[DiagnosticCodes.CorruptedArtifact, DiagnosticCodes.NewerArtifact]);
                refused++;
            }
        }

        Assert.InRange(refused, 10_000, 20_000);
    }

    [Fact]
    public void DeclaredSizesAreCheckedBeforeAnythingIsAllocated()
    {
        // 2^28 weights of one value: without a bound on weights a byte, four bytes of payload could hold them all.
        var artifact = SampleNetworks.OneLayer(2, 2, Wfn.Numerics.Codebook.FromValues([0f]), new float[4]);
        var text = WfnWriter.Write(artifact)
            .Replace("shape=[2,2]", "shape=[16384,16384]", StringComparison.Ordinal)
            .Replace("weights=4 ", "weights=268435456 ", StringComparison.Ordinal)
            .Replace("weights=4\n", "weights=268435456\n", StringComparison.Ordinal)
            .Replace("zeros=4 ", "zeros=268435456 ", StringComparison.Ordinal);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var e = Assert.Throws<WfnException>(() => WfnReader.Read(WfnChecksums.Repair(text), null));

        Assert.Contains("cannot hold 268435456 weights", e.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000);
    }

    private static void AssertRefused(string damaged)
    {
        var e = Assert.Throws<WfnException>(() => WfnReader.Read(damaged, null));
        Assert.Contains(e.Code, (string[])[DiagnosticCodes.CorruptedArtifact, DiagnosticCodes.NewerArtifact]);
    }

    private static void Mutate(StringBuilder text, Random random)
    {
        string[] words = ["-1", "0", "2147483647", "-2147483648", "99999999999999999999", "[]", "\"\"", "NaN", "inf", "-inf", "batch", "\\u0000", " ", "\n"];
        var at = random.Next(text.Length);
        switch (random.Next(5))
        {
            case 0:
                text[at] = (char)random.Next(0, 300);
                break;
            case 1:
                text.Remove(at, Math.Min(random.Next(1, 60), text.Length - at));
                break;
            case 2:
                text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 200), text.Length - at)));
                break;
            case 3:
                text.Insert(at, words[random.Next(words.Length)]);
                break;
            default:
                ReplaceValue(text, random, words[random.Next(words.Length)]);
                break;
        }
    }

    // The value of a random field becomes another word.
    private static void ReplaceValue(StringBuilder text, Random random, string word)
    {
        var all = text.ToString();
        var start = all.IndexOf('=', random.Next(all.Length)) + 1;
        var end = all.IndexOfAny([' ', '\n'], start);
        if (end > start)
        {
            text.Remove(start, end - start).Insert(start, word);
        }
    }
}
