// Compiled by MSBuild as an inline task, without the project's settings.
#nullable disable
using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;

namespace Wfn.Training.BuildTasks;

/// <summary>
/// Copies a 64-bit little-endian ELF library with one symbol-version requirement marked weak (VER_FLG_WEAK), so that the
/// loader warns instead of refusing where the version is missing. Any other file is copied as it is. The copy is written
/// beside the destination and moved over it: the destination may be a hard link that others share.
/// </summary>
public sealed class WeakenSymbolVersion : Microsoft.Build.Utilities.Task
{
    private const int SectionVersionNeeds = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <summary>The library to copy.</summary>
    [Required]
    public string SourceFile { get; set; }

    /// <summary>Where the copy goes.</summary>
    [Required]
    public string DestinationFile { get; set; }

    /// <summary>The version's name, such as GLIBCXX_3.4.32.</summary>
    [Required]
    public string VersionName { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var library = File.ReadAllBytes(SourceFile);
        var marked = Apply(library, VersionName);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(DestinationFile)));
        var temporary = DestinationFile + ".new";
        File.WriteAllBytes(temporary, library);
        File.Delete(DestinationFile);
        File.Move(temporary, DestinationFile);
        Log.LogMessage(MessageImportance.Low, "{0}: {1} requirement(s) of {2} are weak", DestinationFile, marked, VersionName);
        return true;
    }

    /// <summary>Marks every requirement of the version weak, in place.</summary>
    /// <returns>How many requirements of that name there are; 0 when the bytes are no 64-bit little-endian ELF file.</returns>
    public static int Apply(byte[] library, string versionName)
    {
        if (library.Length < 64 || library[0] != 0x7f || library[1] != 'E' || library[2] != 'L' || library[3] != 'F'
            || library[4] != 2 || library[5] != 1)
        {
            return 0;
        }

        var sections = (long)BitConverter.ToUInt64(library, 0x28);
        var sectionSize = BitConverter.ToUInt16(library, 0x3a);
        var sectionCount = BitConverter.ToUInt16(library, 0x3c);
        var marked = 0;
        for (var section = 0; section < sectionCount; section++)
        {
            var header = sections + ((long)section * sectionSize);
            if (Int32At(library, header + 4) == SectionVersionNeeds)
            {
                var strings = sections + ((long)Int32At(library, header + 40) * sectionSize);
                marked += Apply(library, (long)UInt64At(library, header + 24), (long)UInt64At(library, strings + 24), versionName);
            }
        }

        return marked;
    }

    // Elf64_Verneed: version, count (16 bits each), file, aux, next (32 bits each).
    // Elf64_Vernaux: hash (32 bits), flags, other (16 bits each), name, next (32 bits each).
    private static int Apply(byte[] library, long need, long strings, string versionName)
    {
        var hash = Hash(versionName);
        var marked = 0;
        while (true)
        {
            var entry = need + UInt32At(library, need + 8);
            for (var left = (int)UInt16At(library, need + 2); left > 0; left--)
            {
                if (UInt32At(library, entry) == hash && NameAt(library, strings + UInt32At(library, entry + 8)) == versionName)
                {
                    var flags = (ushort)(UInt16At(library, entry + 4) | Weak);
                    library[entry + 4] = (byte)flags;
                    library[entry + 5] = (byte)(flags >> 8);
                    marked++;
                }

                entry += UInt32At(library, entry + 12);
            }

            var next = UInt32At(library, need + 12);
            if (next == 0)
            {
                return marked;
            }

            need += next;
        }
    }

    // The System V ELF hash.
    private static uint Hash(string name)
    {
        uint hash = 0;
        foreach (var character in name)
        {
            hash = (hash << 4) + character;
            var high = hash & 0xf0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }

    private static string NameAt(byte[] library, long offset)
    {
        var end = Array.IndexOf(library, (byte)0, (int)offset);
        return Encoding.ASCII.GetString(library, (int)offset, end - (int)offset);
    }

    private static ushort UInt16At(byte[] library, long offset) => BitConverter.ToUInt16(library, checked((int)offset));

    private static uint UInt32At(byte[] library, long offset) => BitConverter.ToUInt32(library, checked((int)offset));

    private static int Int32At(byte[] library, long offset) => BitConverter.ToInt32(library, checked((int)offset));

    private static ulong UInt64At(byte[] library, long offset) => BitConverter.ToUInt64(library, checked((int)offset));
}
