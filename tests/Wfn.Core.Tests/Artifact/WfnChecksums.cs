using Wfn.Artifact;

namespace Wfn.Core.Tests.Artifact;

/// <summary>Puts right checksums into a damaged file, so that tests reach the checks behind them.</summary>
internal static class WfnChecksums
{
    public static string Repair(string text)
    {
        var lines = text.Split('\n');
        var header = Array.FindIndex(lines, l => l.StartsWith("checksum crc32=", StringComparison.Ordinal));
        if (header < 0)
        {
            return text;
        }

        lines[header] = "checksum crc32=" + Checksum(lines[..header].Select(l => l + "\n"));
        for (var i = header + 1; i < lines.Length; i++)
        {
            var field = lines[i].LastIndexOf(" crc32=", StringComparison.Ordinal);
            if (lines[i].StartsWith("payload ", StringComparison.Ordinal) && field > 0)
            {
                var heading = lines[i][..field];
                var data = lines[(i + 1)..].TakeWhile(l => l != "end" && !l.StartsWith("payload ", StringComparison.Ordinal));
                lines[i] = heading + " crc32=" + Checksum([heading, .. data]);
            }
        }

        return string.Join('\n', lines);
    }

    private static string Checksum(IEnumerable<string> parts)
    {
        var checksum = new Crc32();
        foreach (var part in parts)
        {
            checksum.Add(part);
        }

        return checksum.ToString();
    }
}
