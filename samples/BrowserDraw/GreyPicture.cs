using System.Buffers.Binary;

namespace BrowserDraw;

/// <summary>Shows grey values as an image that needs no file.</summary>
internal static class GreyPicture
{
    /// <summary>Rows and columns.</summary>
    public const int Side = 28;

    /// <summary>Pixels of an image.</summary>
    public const int Pixels = Side * Side;

    private const int PaletteStart = 54;
    private const int PixelStart = PaletteStart + (256 * 4);

    /// <summary>A data URL of an 8-bit BMP file.</summary>
    /// <param name="values">Row by row, from 0 to 1.</param>
    public static string DataUrl(ReadOnlySpan<float> values)
    {
        var file = new byte[PixelStart + Pixels];
        "BM"u8.CopyTo(file);
        Write(2, file.Length);
        Write(10, PixelStart);
        Write(14, 40);
        Write(18, Side);
        Write(22, -Side);
        Write(26, 1 | (8 << 16));
        for (var grey = 0; grey < 256; grey++)
        {
            file.AsSpan(PaletteStart + (grey * 4), 3).Fill((byte)grey);
        }

        for (var i = 0; i < Pixels; i++)
        {
            file[PixelStart + i] = (byte)(values[i] * 255);
        }

        return "data:image/bmp;base64," + Convert.ToBase64String(file);

        void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
    }
}
