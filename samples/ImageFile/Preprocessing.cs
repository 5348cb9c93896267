namespace ImageFile;

/// <summary>What was done to images in training has to be done to these: light things on a dark ground, 28 × 28, from 0 to 1.</summary>
internal static class Preprocessing
{
    private const int Size = 28;

    /// <summary>Shrinks a grey image to the network's input; every pixel is the mean of what it covers.</summary>
    /// <param name="grey">Grey values, row by row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public static float[] ToInput(byte[] grey, int width, int height)
    {
        var input = new float[Size * Size];
        for (var y = 0; y < Size; y++)
        {
            var (top, bottom) = Covered(y, height);
            for (var x = 0; x < Size; x++)
            {
                var (left, right) = Covered(x, width);
                var sum = 0;
                for (var row = top; row < bottom; row++)
                {
                    for (var column = left; column < right; column++)
                    {
                        sum += grey[(row * width) + column];
                    }
                }

                input[(y * Size) + x] = sum / (255f * (bottom - top) * (right - left));
            }
        }

        // Photographs usually have a light ground.
        var border = Enumerable.Range(0, Size).Average(i => (input[i] + input[(Size * (Size - 1)) + i]) / 2);
        return border > 0.5 ? [.. input.Select(v => 1 - v)] : input;
    }

    private static (int From, int To) Covered(int place, int extent)
    {
        var from = place * extent / Size;
        return (from, Math.Max(from + 1, (place + 1) * extent / Size));
    }
}
