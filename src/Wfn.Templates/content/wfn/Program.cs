using Networks;

// An image as the network was trained to read it: here 28 × 28 grey values from 0 (background) to 1, row by row.
float[] pixels = new float[Model.InputLength];
for (int y = 6; y < 24; y++)
{
    pixels.AsSpan((y * 28) + 9, 10).Fill(0.8f);
}

float[] scores = new float[Model.OutputLength];
Model.Infer(pixels, scores);
Console.WriteLine($"class {Model.Classify(pixels)} of {scores.Length}, score {scores.Max():F2}");
